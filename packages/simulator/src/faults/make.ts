import { type ComponentKind, type FaultKind, type FaultParameters, faultKinds, type RepairLaw } from "@ordeal/model";
import type { Fault, FaultOrigin } from "../fault.ts";
import { drawRepairUs } from "../hazards/repair.ts";
import { type Stream, streamOf } from "../kernel/random.ts";
import type { World } from "../world.ts";
import { behaviours } from "./index.ts";

export interface FaultGiven {
  readonly id: string;
  readonly kind: FaultKind;
  readonly parameters: FaultParameters;
  readonly component: ComponentKind;
  readonly targets: ReadonlyArray<number>;
  readonly origin: FaultOrigin;
  readonly cause: string | undefined;
  /** How long it lasts; by `repair` when that is not said and the kind lasts until repaired. */
  readonly durationUs: number | undefined;
  readonly repair: RepairLaw;
  readonly detectAfterUs: number | undefined;
  readonly onEnd?: (atUs: number) => void;
}

/** A fault that begins now. */
export const makeFault = (world: World, given: FaultGiven): Fault => {
  let stream: Stream | undefined;
  const ownStream = () => {
    stream ??= streamOf(world.seed, `fault/${given.id}`);
    return stream;
  };
  return {
    id: given.id,
    kind: given.kind,
    parameters: given.parameters,
    component: given.component,
    targets: given.targets,
    origin: given.origin,
    cause: given.cause ?? faultKinds[given.kind].meaning,
    startUs: world.nowUs,
    untilUs: world.nowUs + durationOf(given, ownStream),
    drawRepairUs: () => drawRepairUs(given.repair, ownStream()),
    hasOwnDuration: given.durationUs !== undefined,
    detectAfterUs: given.detectAfterUs,
    stream: ownStream,
    isActive: false,
    isDetecting: false,
    isCounted: false,
    onEnd: given.onEnd,
  };
};

const durationOf = ({ kind, durationUs, repair }: FaultGiven, stream: () => Stream): number => {
  if (durationUs !== undefined) return durationUs;
  const { lasts } = behaviours[kind];
  return lasts === "repair" ? drawRepairUs(repair, stream()) : lasts === "moment" ? 0 : Number.POSITIVE_INFINITY;
};
