import { merge, partText, runShard } from "@ordeal/explorer";
import type { Experiment } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";

const ROUNDS = 9;
const RUNS = 200;
const SHARD = 100;

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;

const took = (work: () => void): number => {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
};

/** What a campaign costs beyond its runs: shards, their text, and putting them together, beside a bare loop over the same seeds. */
export const campaignFigures = (experiment: Experiment) => {
  const bare = (from: number) =>
    took(() => {
      for (let seed = from; seed < from + RUNS; seed++) simulate(experiment, { seed });
    });
  const campaign = (from: number) =>
    took(() => {
      const texts = Array.from({ length: RUNS / SHARD }, (_, nth) =>
        partText("bench", runShard(experiment, { from: from + nth * SHARD, runs: SHARD })),
      );
      merge(texts.map((text) => JSON.parse(text)));
    });
  bare(1);
  campaign(1);
  const rounds = Array.from({ length: ROUNDS }, (_, nth) => {
    const from = 1 + nth * RUNS;
    return { bareMs: bare(from), campaignMs: campaign(from) };
  });
  return [
    {
      name: "campaign to a bare loop over the same seeds",
      value: median(rounds.map(({ bareMs, campaignMs }) => campaignMs / bareMs)),
      unit: "ratio",
    },
    {
      name: "campaign, one core",
      value: (1_000 * RUNS) / median(rounds.map(({ campaignMs }) => campaignMs)),
      unit: "runs/s",
    },
  ];
};
