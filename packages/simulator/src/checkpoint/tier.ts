import type { Domain, Tier } from "@ordeal/model";
import type { Storage, Transfer } from "../storage/storage.ts";
import type { ResolvedInterval } from "./interval.ts";
import type { PeerCopies } from "./peer-copies.ts";
import { CheckpointStore } from "./store.ts";

/** A copy being written in the background. */
interface Writing extends Transfer {
  readonly step: number;
  readonly poisoned: boolean;
}

export interface TierTimes {
  readonly stallUs: number;
  readonly persistUs: number;
  readonly loadUs: number;
}

/** One tier at work: when its next save is due, the copy it is writing, and the copies it holds. */
export class TierState {
  readonly name: string;
  /** The largest domain whose loss its copies outlive; or, in peers' memory, where these lie. */
  readonly survives: Domain;
  readonly peers: PeerCopies | undefined;
  readonly usesStorage: boolean;
  readonly store: CheckpointStore;
  times: TierTimes;
  /** Saves every so many steps, or after so much stepping time; Infinity for the one that does not count. */
  everySteps = Number.POSITIVE_INFINITY;
  everyUs = Number.POSITIVE_INFINITY;
  /** Stepping time since the last save, or since the last load. */
  sinceSaveUs = 0;
  /** The step at whose boundary this tier has done what was due. */
  handledStep = 0;
  /** The next copies that will be torn, however well their writing goes. */
  tearNext = 0;
  writing: Writing | undefined;
  /** The step of the copy that the last stop tore; no sound policy ever reads it. */
  tornStep: number | undefined;

  constructor(tier: Tier, times: TierTimes, rhythm: ResolvedInterval, peers: PeerCopies | undefined) {
    this.name = tier.name;
    this.survives = tier.survives ?? "site";
    this.peers = peers;
    this.usesStorage = tier.medium === "storage";
    this.store = new CheckpointStore({ last: tier.keep.last, everyUs: tier.keep.every, forUs: tier.keep.for });
    this.times = times;
    this.changeInterval(rhythm);
  }

  changeInterval(rhythm: ResolvedInterval): void {
    this.everySteps = "steps" in rhythm ? rhythm.steps : Number.POSITIVE_INFINITY;
    this.everyUs = "us" in rhythm ? rhythm.us : Number.POSITIVE_INFINITY;
  }

  /** A save that blocks until the copy is written: nothing goes on in the background. */
  get isSynchronous(): boolean {
    return this.times.persistUs === 0;
  }

  isDue(step: number): boolean {
    return this.handledStep !== step && this.isDueAfter(step, 0);
  }

  /** Whether it will be due at the boundary of a step to come, after so much more stepping time. */
  isDueAfter(step: number, steppingUs: number): boolean {
    const { everySteps } = this;
    if (everySteps !== Number.POSITIVE_INFINITY && step % everySteps === 0) return true;
    return this.sinceSaveUs + steppingUs >= this.everyUs;
  }

  /** What is due at this step's boundary has been done, or was skipped. */
  handle(step: number): void {
    this.handledStep = step;
    this.sinceSaveUs = 0;
  }

  startWriting(nowUs: number, step: number, poisoned: boolean, storage: Storage): void {
    const { persistUs } = this.times;
    const writing = { remainingUs: persistUs, endUs: nowUs + persistUs, step, poisoned };
    if (this.usesStorage) storage.begin(nowUs, writing);
    this.writing = writing;
  }

  /** When the copy being written is done; Infinity when there is none. */
  get writtenUs(): number {
    return this.writing?.endUs ?? Number.POSITIVE_INFINITY;
  }

  /** Gives up the copy being written, or hands it over when it is done. */
  stopWriting(nowUs: number, storage: Storage): Writing | undefined {
    const { writing } = this;
    this.writing = undefined;
    if (writing !== undefined && this.usesStorage) storage.stop(nowUs, writing);
    return writing;
  }
}
