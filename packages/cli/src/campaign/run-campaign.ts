import { isDeepStrictEqual } from "node:util";
import {
  type CampaignPart,
  columnIndex,
  halfWidth,
  looks,
  type Merger,
  meanOf,
  runShard,
  type Seeds,
  type Until,
} from "@ordeal/explorer";
import { counted, humanMetric, humanNumber, type MetricName, metrics } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { setOf } from "../hunt/request.ts";
import { interruptible } from "../interruptible.ts";
import { PartsUnusable } from "./parts-folder.ts";
import { shardRunsOf, shardsOf } from "./request.ts";
import { runnerHere, runnerInThreads, runShards, type ShardRunner } from "./runner.ts";
import type { RunnerRequest } from "./shard-task.ts";

/** Where parts are kept as they come: a folder, or a store. */
export interface PartsStore {
  readonly read: (seeds: Seeds) => ReturnType<typeof import("./parts-folder.ts").PartsFolder.prototype.read>;
  readonly has: (seeds: Seeds) => boolean;
  readonly keep: (seeds: Seeds, text: string) => void;
  /** Where that is, for people. */
  readonly path: string;
}

/** Which of the shards this process runs: every `of`-th from `index`, counted from 0. */
export interface ShardShare {
  readonly index: number;
  readonly of: number;
}

export interface CampaignPlan {
  readonly seeds: Seeds;
  readonly until: Until | undefined;
  readonly share: ShardShare | undefined;
}

/** How far a campaign has come: what is known when somebody stops it. */
export interface CampaignProgress {
  merger: Merger;
  /** Runs that are kept. */
  kept: number;
  /** Those of them that were there before. */
  before: number;
}

/** So few runs are not worth starting threads for, which takes each some tenths of a second. */
const FEW_RUNS = 200;

/** What runs so many runs on so many threads; closed with the scope. */
export const openRunner = (request: RunnerRequest, workers: number, runs: number) =>
  Effect.acquireRelease(
    Effect.sync(() => (workers === 1 || runs <= FEW_RUNS ? runnerHere(request) : runnerInThreads(request, workers))),
    ({ close }) => Effect.promise(close),
  );

/** What runs a campaign, and what hears of it. */
export interface CampaignTools {
  readonly runner: ShardRunner;
  readonly store: PartsStore;
  readonly progress: CampaignProgress;
  /** Told after each shard what there is to say. */
  readonly onShard: (share: number, said: string) => Effect.Effect<void>;
}

/**
 * Runs what is missing of a campaign, and keeps every part. Returns after how many runs it is over; `undefined` while
 * others still have theirs to run.
 */
export const runCampaign = Effect.fnUntraced(function* (
  loaded: LoadedExperiment,
  campaign: string,
  { seeds, until, share }: CampaignPlan,
  { runner, store, progress, onShard }: CampaignTools,
) {
  const { merger } = progress;
  const all = shardsOf(seeds, shardRunsOf(loaded.experiment));
  const own = share === undefined ? all : all.filter((_, nth) => nth % share.of === share.index);
  const isEnough = enoughOf(seeds.runs, until);
  const take = (one: Seeds): boolean => {
    const part = store.read(one);
    if (part === undefined) return false;
    merger.add(part);
    progress.kept += one.runs;
    return true;
  };
  const kept = own.find((one) => store.has(one));
  if (kept !== undefined) checkSame(loaded, kept, store);
  const missing = own.filter((one) => !take(one));
  progress.before = progress.kept;
  const total = own.reduce((sum, { runs }) => sum + runs, 0);
  const early = share === undefined ? isEnough(merger) : undefined;
  if (early !== undefined) return early;
  const said = sayNowAndThen(progress, until);
  const answers = runShards(runner, missing, { set: setOf(loaded), campaign });
  for (;;) {
    const { done, value } = yield* Effect.promise(() => answers.next());
    if (done === true || value === undefined) break;
    store.keep(value.seeds, value.text);
    // Our own, which needs no check.
    merger.add(JSON.parse(value.text) as CampaignPart);
    progress.kept += value.seeds.runs;
    const enough = share === undefined ? isEnough(merger) : undefined;
    if (enough !== undefined) return enough;
    yield* onShard(progress.kept / total, said());
  }
  // The others may have been quicker: who comes last puts everything together.
  const { kept: ownRuns } = progress;
  const mine = new Set(own);
  for (const one of all)
    if (!mine.has(one) && !take(one)) {
      progress.kept = ownRuns;
      return undefined;
    }
  return isEnough(merger);
});

/** After how many runs enough is known: looks at the prefixes of the seeds, each once, in their order. */
const enoughOf = (runsMax: number, until: Until | undefined) => {
  const left = until === undefined ? [runsMax] : [...looks(runsMax)];
  return (merger: Merger): number | undefined => {
    for (let runs = left[0]; runs !== undefined && runs <= merger.complete; runs = left[0]) {
      left.shift();
      if (runs === runsMax || (until !== undefined && halfWidth(merger.sample(runs), until) <= until.half)) return runs;
    }
    return undefined;
  };
};

/** The folder is of the same version, as its name goes; the first run of a part shows whether that is true. */
const checkSame = ({ experiment }: LoadedExperiment, seeds: Seeds, store: PartsStore): void => {
  const kept = store.read(seeds);
  if (kept === undefined) return;
  const again = interruptible(() => runShard(experiment, { from: seeds.from, runs: 1 }));
  const same =
    isDeepStrictEqual(kept.rows[0]?.values, again.rows[0]?.values) &&
    isDeepStrictEqual(kept.rows[0]?.ledgerUs, again.rows[0]?.ledgerUs);
  if (!same)
    throw new PartsUnusable(
      `${store.path} holds another outcome of seed ${seeds.from} than this version comes to: another version, or other functions of the experiment, wrote it. Name another --out`,
    );
};

/** How often the interval so far is worked out. */
const SAY_MS = 250;

/** What there is to say of a campaign's progress, worked out now and then: it goes through all runs. */
export const sayNowAndThen = (progress: CampaignProgress, until: Until | undefined): (() => string) => {
  const startedMs = performance.now();
  let saidMs = Number.NEGATIVE_INFINITY;
  let said = "";
  return () => {
    const nowMs = performance.now();
    if (nowMs - saidMs < SAY_MS) return said;
    saidMs = nowMs;
    said = saidOf(progress.merger, progress, (nowMs - startedMs) / 1_000, until);
    return said;
  };
};

/** `12,300 runs, 812 a second, effectiveThroughput 96.21 % ± 0.03 %`. */
const saidOf = (
  merger: Merger,
  { kept, before }: CampaignProgress,
  spentS: number,
  until: Until | undefined,
): string => {
  const column = until ?? { metric: "effectiveThroughput" as MetricName };
  const values = merger.column(columnIndex(column)).filter((value) => !Number.isNaN(value));
  const { mean, from, to } = meanOf(values);
  const { unit } = metrics[column.metric];
  const known =
    values.length < 2 ? [] : [`${column.metric} ${humanMetric(mean, unit)} ± ${humanMetric((to - from) / 2, unit)}`];
  return [
    `${counted(kept, "run")}`,
    `${humanNumber((kept - before) / Math.max(0.001, spentS))} a second`,
    ...known,
  ].join(", ");
};
