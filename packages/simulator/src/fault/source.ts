import type { Streams } from "../kernel/random.ts";

export type FaultOrigin = "experiment" | "hazard" | "burst" | "relapse";

/** Where a fault comes from. */
export interface FaultSource {
  /** Its id, or the name of whoever numbers its faults. */
  readonly name: string;
  /** 0 where the name is the id; else the fault's number. */
  readonly ordinal: number;
  readonly origin: FaultOrigin;
  /** The script it strikes for; `undefined` when nobody scripted it. */
  readonly scriptId: string | undefined;
  /** Whether it strikes one component, nothing else strikes with it, and all that comes after it is in the queue already. */
  readonly isAlone: boolean;
  /** Its own source of chance: the stream of its ordinal. */
  readonly streams: Pick<Streams, "at">;
  /** Told when it is over, at that instant. */
  readonly onEnd: ((fault: { readonly id: string }) => void) | undefined;
}
