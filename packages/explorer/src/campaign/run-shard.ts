import { buckets, type RunResult, type Scenario } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import { rowOf } from "./metric-columns.ts";
import type { CampaignPart, CauseRow, RunRow, Seeds } from "./part.ts";

export interface ShardOptions {
  /** How many changes of its cluster a run may go through; no bound unless given. */
  readonly eventsMax?: number;
}

/** Some seeds of a campaign, run one by one. */
export class Shard {
  private readonly scenario: Scenario;
  private readonly seeds: Seeds;
  private readonly options: ShardOptions;
  private readonly causes = new Map<string, number>();
  private readonly rows: Array<RunRow> = [];

  constructor(scenario: Scenario, seeds: Seeds, options: ShardOptions = {}) {
    this.scenario = scenario;
    this.seeds = seeds;
    this.options = options;
  }

  get isOver(): boolean {
    return this.rows.length >= this.seeds.runs;
  }

  /** Runs the next seed; a function of the experiment that fails is thrown. */
  advance(): void {
    const seed = this.seeds.from + this.rows.length;
    this.rows.push(this.row(simulate(this.scenario, { seed, ...this.options })));
  }

  get part(): CampaignPart {
    return { ...this.seeds, causes: [...this.causes.keys()], rows: this.rows };
  }

  private row({ metrics, ledgerUs, interruptions }: RunResult): RunRow {
    const costs = new Map<number, CauseRow>();
    for (const { cause, recoveryUs, lostUs } of interruptions) {
      const place = this.placeOf(cause);
      const [, times, recovery, lost] = costs.get(place) ?? [place, 0, 0, 0];
      costs.set(place, [place, times + 1, recovery + recoveryUs, lost + lostUs]);
    }
    return {
      values: rowOf(metrics),
      ledgerUs: buckets.map((bucket) => ledgerUs[bucket]),
      causes: [...costs.values()],
    };
  }

  private placeOf(cause: string): number {
    const known = this.causes.get(cause);
    if (known !== undefined) return known;
    const place = this.causes.size;
    this.causes.set(cause, place);
    return place;
  }
}

/** What some seeds of an experiment come to: a pure function, so that anybody may run it, anywhere, and twice. */
export const runShard = (scenario: Scenario, seeds: Seeds, options: ShardOptions = {}): CampaignPart => {
  const shard = new Shard(scenario, seeds, options);
  while (!shard.isOver) shard.advance();
  return shard.part;
};
