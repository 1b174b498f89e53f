import type { Recovery } from "@ordeal/model";
import type { Fault } from "./fault.ts";

/**
 * How long it takes until a fault is noticed, in microseconds: as it says itself, else as the recovery section says of
 * what is noticed of its kind (`detection` of the model's table); Infinity if it never is.
 */
export const latencyUs = ({ nature: { detection, detectAfterUs } }: Fault, { detect }: Recovery): number => {
  if (detectAfterUs !== undefined) return detectAfterUs;
  switch (detection) {
    case "crash":
      return detect.crash;
    case "cut":
      return detect.cut;
    case "hang":
      return detect.hang;
    case "corruption":
      return detect.corruption;
    case "straggler":
      return detect.straggler ?? Number.POSITIVE_INFINITY;
    case "none":
      return Number.POSITIVE_INFINITY;
  }
};
