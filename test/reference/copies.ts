import { domains, type Experiment, type Tier } from "@ordeal/model";
import type { Fault } from "./script.ts";

/** What is left of a transfer, at full bandwidth. */
export interface Transfer {
  leftUs: number;
  readonly sharesStorage: boolean;
}

/** A copy that is being written. */
export interface Save {
  readonly step: number;
  readonly taints: ReadonlySet<Fault>;
  isTorn: boolean;
  readonly transfer: Transfer;
}

/** A copy that is durable. */
export interface Copy {
  readonly tier: KeptTier;
  readonly step: number;
  readonly doneUs: number;
  readonly taints: ReadonlySet<Fault>;
  /** Whether it was the first of its `keep.every`. */
  readonly isFirst: boolean;
  isCorrupt: boolean;
}

/** One tier: its copies, and the copy that is being written. */
export class KeptTier {
  readonly spec: Tier;
  readonly loadUs: number;
  readonly isSynchronous: boolean;
  copies: Array<Copy> = [];
  /** Blocks the job: its stall, or the whole of a synchronous save. */
  saving: Save | undefined;
  /** Behind the job. */
  persisting: Save | undefined;
  /** How many of the next copies will be torn. */
  tearsNext = 0;
  /** Stepping time since the last save or load. */
  steppedUs = 0;
  private readonly interval: Tier["interval"];
  private newestPeriod: number | undefined;

  constructor(spec: Tier, { checkpoint }: Experiment) {
    this.spec = spec;
    this.loadUs = spec.load ?? 0;
    this.isSynchronous = (spec.persist ?? 0) === 0;
    this.interval = spec.interval ?? checkpoint.interval;
    this.add(0, 0, new Set());
  }

  get sharesStorage(): boolean {
    return this.spec.medium === "storage";
  }

  isDueAt(step: number): boolean {
    if (typeof this.interval === "number") return this.steppedUs >= this.interval;
    if (typeof this.interval === "object") return step % this.interval.steps === 0;
    throw new Error("the reference knows no formula for intervals");
  }

  begin(step: number, taints: ReadonlySet<Fault>): Save {
    const save: Save = {
      step,
      taints: new Set(taints),
      isTorn: this.tearsNext > 0,
      transfer: { leftUs: this.spec.stall, sharesStorage: this.isSynchronous && this.sharesStorage },
    };
    if (save.isTorn) this.tearsNext -= 1;
    this.saving = save;
    return save;
  }

  /** The save does not block any more: it is durable, or goes on behind the job. */
  endStall(nowUs: number): void {
    const save = this.saving as Save;
    this.saving = undefined;
    if (this.isSynchronous) this.finish(save, nowUs);
    else {
      const transfer = { leftUs: this.spec.persist as number, sharesStorage: this.sharesStorage };
      this.persisting = { ...save, transfer };
    }
  }

  endPersist(nowUs: number): void {
    this.finish(this.persisting as Save, nowUs);
    this.persisting = undefined;
  }

  private finish({ step, taints, isTorn }: Save, nowUs: number): void {
    if (isTorn) return;
    this.add(step, nowUs, taints);
    this.retain(nowUs);
  }

  private add(step: number, doneUs: number, taints: ReadonlySet<Fault>): void {
    const period = Math.floor(doneUs / this.spec.keep.every);
    this.copies.push({ tier: this, step, doneUs, taints, isFirst: period !== this.newestPeriod, isCorrupt: false });
    this.newestPeriod = period;
  }

  /** Throws copies away, and forgets that they were made. */
  drop(isBad: (copy: Copy) => boolean): void {
    this.copies = this.copies.filter((copy) => !isBad(copy));
    const newest = this.copies.at(-1);
    this.newestPeriod = newest === undefined ? undefined : Math.floor(newest.doneUs / this.spec.keep.every);
  }

  /** Lets go what need not be kept: all but the last n, and the first of every so often for so long. */
  retain(nowUs: number): void {
    const { last, for: forUs } = this.spec.keep;
    this.copies = this.copies.filter(
      ({ isFirst, doneUs }, index) => index >= this.copies.length - last || (isFirst && nowUs - doneUs <= forUs),
    );
  }

  /** Tears what is being written. */
  tear(): void {
    this.saving = undefined;
    this.persisting = undefined;
  }

  /** Whether its copies outlive the loss of a domain. */
  outlives(domain: (typeof domains)[number]): boolean {
    return domains.indexOf(this.spec.survives ?? "site") >= domains.indexOf(domain);
  }
}

/** The newest copy of all tiers; of the same step the one that loads fastest; of those the first tier's. */
export const newestOf = (
  tiers: ReadonlyArray<KeptTier>,
  nowUs: number,
  isWanted: (copy: Copy) => boolean = () => true,
): Copy | undefined => {
  let best: Copy | undefined;
  for (const tier of tiers) {
    tier.retain(nowUs);
    const copy = tier.copies.findLast(isWanted);
    if (copy === undefined) continue;
    if (best === undefined || copy.step > best.step || (copy.step === best.step && tier.loadUs < best.tier.loadUs)) {
      best = copy;
    }
  }
  return best;
};
