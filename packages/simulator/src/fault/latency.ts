import type { FaultKind, Recovery } from "@ordeal/model";
import type { Fault } from "./fault.ts";

/** What of a fault is noticed, by the name of its latency in the recovery section; `undefined` for what nobody looks for. */
const noticedAs: Readonly<Record<FaultKind, keyof Recovery["detect"] | undefined>> = {
  "card.crash": "crash",
  "card.hang": "hang",
  "card.slow": "straggler",
  "card.corrupt": "corruption",
  "node.crash": "crash",
  "power.rack": "crash",
  "job.crash": "crash",
  "link.down": "cut",
  "link.flap": "cut",
  "link.degrade": "cut",
  "switch.down": "cut",
  "cooling.pump": "crash",
  "cooling.inlet": "crash",
  "cooling.leak": "crash",
  "storage.slow": undefined,
  "storage.down": undefined,
  "checkpoint.torn": undefined,
  "checkpoint.corrupt": undefined,
  "scheduler.stall": undefined,
};

/** How long it takes until a fault is noticed, in microseconds: as it says itself, else as its kind; Infinity if it never is. */
export const latencyUs = ({ kind, nature: { detectAfterUs } }: Fault, { detect }: Recovery): number => {
  if (detectAfterUs !== undefined) return detectAfterUs;
  const name = noticedAs[kind];
  return (name === undefined ? undefined : detect[name]) ?? Number.POSITIVE_INFINITY;
};
