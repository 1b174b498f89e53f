import { buckets } from "@ordeal/model";
import { metricColumns } from "./metric-columns.ts";
import type { CampaignPart, RunRow } from "./part.ts";

/** What a cause cost over all runs, in microseconds: more than a number can count exactly. */
export interface CauseCost {
  readonly cause: string;
  readonly interruptions: number;
  readonly recoveryUs: bigint;
  readonly lostUs: bigint;
}

/** What the runs of a campaign came to, by seed: `runs` consecutive ones from `from` up. */
export interface Sample {
  readonly from: number;
  readonly runs: number;
  /** A column for each of {@link metricColumns}; `NaN` where there was no sample. */
  readonly columns: ReadonlyArray<Float64Array>;
  /** All runs' time by bucket, in the order of the ledger. */
  readonly ledgerUs: ReadonlyArray<bigint>;
  /** By what they cost, the dearest first. */
  readonly causes: ReadonlyArray<CauseCost>;
}

/** Two parts hold the same seed, and do not agree about it. */
export class PartsDiffer extends Error {
  constructor(seed: number) {
    super(`two parts hold different runs of seed ${seed}: they are of different experiments or versions`);
    this.name = "PartsDiffer";
  }
}

/** How many numbers a cause takes in a run's row: the cause, its interruptions, recovery and lost time. */
const CAUSE_NUMBERS = 4;

/**
 * Puts the parts of a campaign together as they come. What comes out depends on the seeds alone: not on how they were cut
 * into parts, who ran them or who came first. A seed that comes twice must have come to the same.
 */
export class Merger {
  readonly from: number;
  /** How many runs there is room for. */
  readonly capacity: number;
  private readonly columns: ReadonlyArray<Float64Array>;
  private readonly ledger: ReadonlyArray<Float64Array>;
  /** By run: where the costs of its causes begin, and how many it has; -1 for a run that is not there. */
  private readonly starts: Float64Array;
  private readonly counts: Int32Array;
  /** Four numbers for each cause of each run, numbered by {@link names}, as runs came. */
  private costs = new Float64Array(1_024);
  private used = 0;
  private readonly names = new Map<string, number>();
  private prefix = 0;

  constructor(from: number, capacity: number) {
    this.from = from;
    this.capacity = capacity;
    this.columns = metricColumns.map(() => new Float64Array(capacity));
    this.ledger = buckets.map(() => new Float64Array(capacity));
    this.starts = new Float64Array(capacity);
    this.counts = new Int32Array(capacity).fill(-1);
  }

  /** Takes the runs of a part in; those for which there is no room are left out. */
  add(part: CampaignPart): void {
    const numbers = part.causes.map((cause) => this.numberOf(cause));
    for (const [nth, row] of part.rows.entries()) {
      const seed = part.from + nth;
      const place = seed - this.from;
      if (place >= 0 && place < this.capacity && !this.put(place, row, numbers)) throw new PartsDiffer(seed);
    }
    while (this.isThere(this.prefix)) this.prefix++;
  }

  /** How many runs from the first seed up are there without a gap. */
  get complete(): number {
    return this.prefix;
  }

  /** One column of the runs that are there without a gap. */
  column(index: number): Float64Array {
    return (this.columns[index] as Float64Array).subarray(0, this.prefix);
  }

  /** What the first so many runs came to; they must be there. */
  sample(runs: number): Sample {
    if (runs > this.prefix) throw new RangeError(`only ${this.prefix} of ${runs} runs are there`);
    return {
      from: this.from,
      runs,
      columns: this.columns.map((column) => column.subarray(0, runs)),
      ledgerUs: this.ledger.map((column) => {
        let sum = 0n;
        for (const us of column.subarray(0, runs)) sum += BigInt(us);
        return sum;
      }),
      causes: this.causeCosts(runs),
    };
  }

  /** Puts a run in its place; `false` when another one is there. */
  private put(place: number, { values, ledgerUs, causes }: RunRow, numbers: ReadonlyArray<number>): boolean {
    const isNew = !this.isThere(place);
    const rows = [
      [this.columns, values],
      [this.ledger, ledgerUs],
    ] as const;
    for (const [columns, row] of rows) {
      for (const [index, value] of row.entries()) {
        const column = columns[index] as Float64Array;
        if (!isNew && !Object.is(column[place], value ?? Number.NaN)) return false;
        column[place] = value ?? Number.NaN;
      }
    }
    if (!isNew) return true;
    this.starts[place] = this.used;
    this.counts[place] = causes.length;
    this.makeRoom(causes.length * CAUSE_NUMBERS);
    for (const [cause, ...costs] of causes) {
      this.costs.set([numbers[cause] as number, ...costs], this.used);
      this.used += CAUSE_NUMBERS;
    }
    return true;
  }

  private isThere(place: number): boolean {
    return (this.counts[place] ?? -1) >= 0;
  }

  private makeRoom(numbers: number): void {
    if (this.used + numbers <= this.costs.length) return;
    const larger = new Float64Array(Math.max(this.used + numbers, Math.ceil(this.costs.length * 1.5)));
    larger.set(this.costs);
    this.costs = larger;
  }

  private causeCosts(runs: number): ReadonlyArray<CauseCost> {
    const costs = [...this.names.keys()].map((cause) => ({ cause, interruptions: 0, recoveryUs: 0n, lostUs: 0n }));
    for (let place = 0; place < runs; place++) {
      const start = this.starts[place] as number;
      const end = start + (this.counts[place] as number) * CAUSE_NUMBERS;
      for (let at = start; at < end; at += CAUSE_NUMBERS) {
        const cost = costs[this.costs[at] as number] as (typeof costs)[number];
        cost.interruptions += this.costs[at + 1] as number;
        cost.recoveryUs += BigInt(this.costs[at + 2] as number);
        cost.lostUs += BigInt(this.costs[at + 3] as number);
      }
    }
    return costs.filter(({ interruptions }) => interruptions > 0).sort(dearestFirst);
  }

  private numberOf(cause: string): number {
    const known = this.names.get(cause);
    if (known !== undefined) return known;
    const number = this.names.size;
    this.names.set(cause, number);
    return number;
  }
}

const dearestFirst = (a: CauseCost, b: CauseCost): number => {
  const difference = b.recoveryUs + b.lostUs - (a.recoveryUs + a.lostUs);
  return difference === 0n ? (a.cause < b.cause ? -1 : 1) : difference > 0n ? 1 : -1;
};

/** What parts come to together, however the seeds were cut: they must cover their seeds without a gap. */
export const merge = (parts: ReadonlyArray<CampaignPart>): Sample => {
  const from = Math.min(...parts.map((part) => part.from));
  const end = Math.max(...parts.map((part) => part.from + part.runs));
  const merger = new Merger(from, end - from);
  for (const part of parts) merger.add(part);
  return merger.sample(end - from);
};
