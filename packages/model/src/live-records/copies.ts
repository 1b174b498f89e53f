import type { LiveRecord } from "./record.ts";

export const DEFAULT_TIER = "storage";

/** So many copies are kept in mind. */
const COPIES_MAX = 256;

/** A copy of a checkpoint that ranks write: whole once each of them has written its part. */
interface Copy {
  readonly tier: string;
  readonly step: number;
  readonly savers: Set<number>;
  readonly persisted: Set<number>;
  isBad: boolean;
  isDurable: boolean;
  /** Whether it is sure that every rank that writes copies has written its part. */
  isSure: boolean;
}

type CopyRecord = Extract<LiveRecord, { readonly event: `save.${string}` | `persist.${string}` }>;

/** The copies of checkpoints that a job has, as its ranks tell of them. */
export class Copies {
  private readonly copies = new Map<string, Copy>();
  /** How many ranks wrote the last copy that is whole for sure. */
  private usualSavers = Number.POSITIVE_INFINITY;
  /** The digest of the weights at each step, the first one told. */
  private readonly weights = new Map<number, string>();
  /** Steps at which the weights were not the same as when they were first reached. */
  readonly differing: Array<number> = [];

  /** A copy of the start, which a job has that begins from nothing. */
  constructor(base: number) {
    if (base > 0) return;
    const start = this.copy(DEFAULT_TIER, 0);
    start.isDurable = true;
    start.isSure = true;
  }

  private copy(tier: string, step: number): Copy {
    const key = `${tier} ${step}`;
    const known = this.copies.get(key);
    if (known !== undefined) return known;
    const copy = {
      tier,
      step,
      savers: new Set<number>(),
      persisted: new Set<number>(),
      isBad: false,
      isDurable: false,
      isSure: false,
    };
    this.copies.set(key, copy);
    return copy;
  }

  see(rank: number, { event, tier = DEFAULT_TIER, step, ...rest }: CopyRecord): void {
    const copy = this.copy(tier, step);
    if (event === "save.begin") {
      copy.savers.add(rank);
      // Written anew: what it was before counts no more.
      copy.persisted.delete(rank);
      copy.isDurable = false;
      copy.isSure = false;
      copy.isBad = false;
    } else if (event === "persist.end") {
      copy.savers.add(rank);
      copy.persisted.add(rank);
    } else if (event === "persist.failed") copy.isBad = true;
    const { weights } = rest as { readonly weights?: string };
    if (weights !== undefined) this.compare(step, `${rank} ${weights}`, rank);
  }

  private compare(step: number, digest: string, rank: number): void {
    const key = step * 65_536 + (rank % 65_536);
    const first = this.weights.get(key);
    if (first === undefined) this.weights.set(key, digest);
    else if (first !== digest) this.differing.push(step);
  }

  /** How many digests could be set against another of the same step. */
  get digests(): number {
    return this.weights.size;
  }

  /**
   * Copies that every saver has written by now; each is told once. It counts as soon as as many ranks have as wrote the
   * copies before, or, where there is none yet, once `hasPassed` says that nobody can join it any more.
   */
  takeDurable(hasPassed: (step: number) => boolean): ReadonlyArray<Pick<Copy, "tier" | "step">> {
    const whole = this.whole.filter(({ savers, step }) => savers.size >= this.usualSavers || hasPassed(step));
    for (const copy of whole) {
      copy.isDurable = true;
      copy.isSure = true;
      this.usualSavers = copy.savers.size;
    }
    if (whole.length > 0) this.prune();
    return whole;
  }

  /** Those that nobody counted yet, and that all who began to write them have written. */
  private get whole(): ReadonlyArray<Copy> {
    return [...this.copies.values()].filter(
      ({ savers, persisted, isDurable, isBad }) =>
        !isDurable && !isBad && savers.size > 0 && persisted.size === savers.size,
    );
  }

  /**
   * Whoever wrote is gone. Copies that were not whole never will be, and are told as torn; those that were, as far as
   * anybody knows, count from now on, though a job that passes over one of them breaks no promise.
   */
  settle(): {
    readonly torn: ReadonlyArray<Pick<Copy, "tier" | "step">>;
    readonly durable: ReadonlyArray<Pick<Copy, "tier" | "step">>;
  } {
    const durable = this.whole;
    for (const copy of durable) copy.isDurable = true;
    const torn = [...this.copies.values()].filter(({ isDurable, savers }) => !isDurable && savers.size > 0);
    for (const { tier, step } of torn) this.copies.delete(`${tier} ${step}`);
    return { torn, durable };
  }

  /** Copies so old that no job goes back to them are forgotten. */
  private prune(): void {
    for (const [key, { isDurable }] of this.copies) {
      if (this.copies.size <= COPIES_MAX) return;
      if (isDurable) this.copies.delete(key);
    }
  }

  /** A copy was read, and is no good. */
  reject(tier: string, step: number): void {
    const copy = this.copy(tier, step);
    copy.isBad = true;
    copy.isDurable = false;
  }

  /** Whether the job may go on from this step: a copy of it is whole, as far as anybody knows. */
  isGood(step: number): boolean {
    return [...this.copies.values()].some((copy) => copy.step === step && copy.isDurable && !copy.isBad);
  }

  /** The newest step that a job can go back to; `undefined` where nobody knows of any. */
  get newestGood(): number | undefined {
    const good = [...this.copies.values()].filter(({ isSure, isBad }) => isSure && !isBad).map(({ step }) => step);
    return good.length === 0 ? undefined : Math.max(...good);
  }
}
