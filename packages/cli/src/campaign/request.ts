import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { Seeds } from "@ordeal/explorer";
import type { Experiment, Scenario } from "@ordeal/model";
import { estimateEvents } from "@ordeal/simulator";
import type { LoadedExperiment } from "../files/load.ts";
import { version } from "../version.ts";

/** What a run depends on, beside its seed: a campaign is judged anew, and not run anew, when only its thresholds change. */
const scenarioOf = ({
  duration,
  startsAt,
  cluster,
  job,
  checkpoint,
  recovery,
  hazards,
  hazardsOff,
  faults,
  changes,
  safety,
}: Experiment): Scenario => ({
  duration,
  ...(startsAt === undefined ? {} : { startsAt }),
  cluster,
  job,
  checkpoint,
  recovery,
  hazards,
  ...(hazardsOff === undefined ? {} : { hazardsOff }),
  faults,
  changes,
  ...(safety === undefined ? {} : { safety }),
});

/**
 * The id of all runs of an experiment: a hash of what was decoded, of the version and of the first seed. Functions of the
 * experiment cannot be told apart by their values: for those its file is part of it.
 */
export const campaignId = ({ file, experiment }: LoadedExperiment, firstSeed: number): string => {
  const hash = createHash("sha256");
  let hasFunctions = false;
  const text = JSON.stringify(scenarioOf(experiment), (_, value: unknown) => {
    if (typeof value === "function") {
      hasFunctions = true;
      return String(value);
    }
    if (typeof value === "number" && !Number.isFinite(value)) return String(value);
    if (value instanceof Map || value instanceof Set) return [...value];
    return value;
  });
  hash.update(`${version}\n${firstSeed}\n${text}\n`);
  if (hasFunctions && existsSync(file)) hash.update(readFileSync(file));
  return hash.digest("hex");
};

/** Runs of so many events take about a tenth of a second: fewer of them then make a shard. */
const LONG_EVENTS = 200_000;

/** How many consecutive seeds make a shard: no more than some seconds' worth, for an unfinished one is lost to Ctrl-C. */
export const shardRunsOf = (experiment: Experiment): number => {
  const { total } = estimateEvents(experiment);
  return total > 10 * LONG_EVENTS ? 1 : total > LONG_EVENTS ? 10 : 100;
};

/** The shards of a campaign, in the order of their seeds: the last may be shorter. */
export const shardsOf = ({ from, runs }: Seeds, shardRuns: number): ReadonlyArray<Seeds> =>
  Array.from({ length: Math.ceil(runs / shardRuns) }, (_, nth) => ({
    from: from + nth * shardRuns,
    runs: Math.min(shardRuns, runs - nth * shardRuns),
  }));
