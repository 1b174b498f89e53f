import type { Streams } from "../kernel/random.ts";

export type FaultOrigin = "experiment" | "hazard" | "burst" | "relapse";

/** Where faults come from; those that somebody numbers have it in common. */
export interface FaultSource<Fault> {
  /** The id of its only fault, or the name of whoever numbers them. */
  readonly name: string;
  readonly origin: FaultOrigin;
  /** The script it strikes for; `undefined` when nobody scripted it. */
  readonly scriptId: string | undefined;
  /** Whether each strikes one component, nothing else strikes with it, and all that comes after it is in the queue already. */
  readonly isAlone: boolean;
  /** Each one's own source of chance: the stream of its number. */
  readonly streams: Pick<Streams, "at">;
  /** Told when one is over, at that instant. */
  readonly onEnd: ((fault: Fault) => void) | undefined;
}
