import type { ComponentKind, FaultKind, FaultParameters } from "@ordeal/model";
import type { Holder } from "./cluster/fleet.ts";
import type { Stream } from "./kernel/random.ts";

export type FaultOrigin = "experiment" | "injected" | "hazard" | "burst" | "relapse";

/** One fault that has struck: what, which components, since when, and what it has done that must be undone. */
export interface Fault extends Holder {
  readonly id: string;
  readonly kind: FaultKind;
  readonly parameters: FaultParameters;
  readonly component: ComponentKind;
  readonly targets: ReadonlyArray<number>;
  readonly cause: string;
  readonly origin: FaultOrigin;
  readonly startUs: number;
  /** When it ends by itself; Infinity when it does not. */
  readonly untilUs: number;
  /** Whether the experiment or the injector said how long it lasts. */
  readonly hasOwnDuration: boolean;
  /** How long mending it takes, once somebody has found it; microseconds. */
  readonly drawRepairUs: () => number;
  readonly detectAfterUs: number | undefined;
  /** Its own source of chance, named by its id. */
  readonly stream: () => Stream;
  isActive: boolean;
  /** Whether a detection is under way, so that only one is. */
  isDetecting: boolean;
  /** Whether it has been counted among the faults on the job. */
  isCounted: boolean;
  /** The hazard's process to tell when it is over (relapses, renewed lives). */
  readonly onEnd: ((atUs: number) => void) | undefined;
}
