import type { Bucket } from "@ordeal/model";
import type { Histogram } from "./histogram.ts";

/** One stop of the job and what it went through until it stepped again. */
export interface RecoveryPicture {
  readonly atUs: number;
  /** From the stop of stepping to the first step after it; so far, where it is not over. Microseconds. */
  readonly tookUs: number;
  readonly isOver: boolean;
  readonly kind: string;
  readonly cause: string;
  readonly faultIds: ReadonlyArray<string>;
  /** What its time went into, one after the other. */
  readonly phases: ReadonlyArray<{ readonly bucket: Bucket; readonly fromUs: number; readonly us: number }>;
  /** The steps that were thrown away, and where the job went on from; `null` where it is not over. */
  readonly lostSteps: number | null;
  readonly from: string | null;
}

/** A fault as a bar in time. */
export interface FaultPicture {
  readonly id: string;
  readonly kind: string;
  readonly cause: string;
  readonly origin: string;
  readonly targets: ReadonlyArray<string>;
  /** How many targets it has beyond those that are named. */
  readonly targetsLeftOut: number;
  readonly fromUs: number;
  /** `null` while it lasts. */
  readonly toUs: number | null;
}

/** What a loop went through. */
export interface LoopPicture {
  readonly loop: string;
  readonly state: "throttled" | "off";
  readonly fromUs: number;
  readonly toUs: number | null;
  readonly temperatureC: number;
}

/** What the engine did or saw. */
export interface NotePicture {
  readonly atUs: number;
  readonly text: string;
}

/** A run as its journal tells it, small enough to be drawn whatever its length. Times in microseconds. */
export interface JournalPicture {
  readonly title: string;
  readonly seed: number;
  readonly events: number;
  readonly cards: number;
  readonly nodes: number;
  /** How long a healthy step takes. */
  readonly stepUs: number;
  /** Up to where the journal goes. */
  readonly wallUs: number;
  /** Why the journal has no verdict; `null` where it has one. */
  readonly incomplete: string | null;
  readonly verdict: string | null;
  readonly windowUs: number;
  /** Wall time by bucket, window by window; the windows sum to the ledger. */
  readonly time: Readonly<Record<Bucket, ReadonlyArray<number>>>;
  /** The most nodes that were down at once, window by window. */
  readonly nodesDown: ReadonlyArray<number>;
  readonly recoveries: ReadonlyArray<RecoveryPicture>;
  readonly recoveriesLeftOut: number;
  readonly recoveryTimes: Histogram;
  /** By the healthy time of the steps that were lost. */
  readonly lostWork: Histogram;
  /** How many saves ended, window by window; and when, where they are few enough to be drawn one by one. */
  readonly saves: ReadonlyArray<number>;
  readonly saveInstantsUs: ReadonlyArray<number> | null;
  readonly faults: ReadonlyArray<FaultPicture>;
  readonly faultsLeftOut: number;
  readonly loops: ReadonlyArray<LoopPicture>;
  readonly loopsLeftOut: number;
  readonly notes: ReadonlyArray<NotePicture>;
  readonly notesLeftOut: number;
}
