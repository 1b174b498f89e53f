import { isDeepStrictEqual } from "node:util";
import { columnIndex, halfWidth, looks, type Merger, meanOf, runShard, type Seeds, type Until } from "@ordeal/explorer";
import { type MetricName, metrics } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { interruptible } from "../interruptible.ts";
import { counted, humanMetric, humanNumber } from "../print/number.ts";
import { showProgress } from "../print/progress.ts";
import { PartsUnusable, readPart } from "./parts-folder.ts";
import { type CampaignRequest, shardRunsOf, shardsOf } from "./request.ts";
import { runnerHere, runnerInThreads, runShards } from "./runner.ts";

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
  readonly workers: number;
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

/**
 * Runs what is missing of a campaign, and keeps every part. Returns after how many runs it is over; `undefined` while
 * others still have theirs to run.
 */
export const runCampaign = Effect.fnUntraced(function* (
  loaded: LoadedExperiment,
  request: CampaignRequest,
  { seeds, until, workers, share }: CampaignPlan,
  store: PartsStore,
  progress: CampaignProgress,
) {
  const { experiment } = loaded;
  const { merger } = progress;
  const all = shardsOf(seeds, shardRunsOf(experiment));
  const take = (of: Seeds): boolean => {
    const part = store.read(of);
    if (part === undefined) return false;
    merger.add(part);
    progress.kept += of.runs;
    return true;
  };
  const missing: Array<Seeds> = [];
  let isChecked = false;
  for (const [nth, one] of all.entries()) {
    if (share !== undefined && nth % share.of !== share.index) continue;
    if (!store.has(one)) {
      missing.push(one);
      continue;
    }
    if (!isChecked) yield* Effect.sync(() => checkSame(loaded, one, store));
    isChecked = true;
    take(one);
  }
  progress.before = progress.kept;
  const isEnough = enoughOf(seeds.runs, until);
  const total =
    share === undefined
      ? seeds.runs
      : all.reduce((sum, { runs }, nth) => sum + (nth % share.of === share.index ? runs : 0), 0);
  const early = share === undefined ? isEnough(merger) : undefined;
  if (early !== undefined) return early;
  const left = missing.reduce((sum, { runs }) => sum + runs, 0);
  const enough = yield* Effect.scoped(
    Effect.gen(function* () {
      const shown = yield* showProgress("Campaign");
      const runner = yield* Effect.acquireRelease(
        Effect.sync(() =>
          workers === 1 || left <= FEW_RUNS
            ? runnerHere(experiment, request)
            : runnerInThreads(request, Math.min(workers, missing.length)),
        ),
        ({ close }) => Effect.promise(close),
      );
      const startedMs = performance.now();
      const answers = runShards(runner, missing);
      for (;;) {
        const { done, value } = yield* Effect.promise(() => answers.next());
        if (done === true || value === undefined) return undefined;
        yield* Effect.uninterruptible(
          Effect.sync(() => {
            store.keep(value.seeds, value.text);
            const part = readPart(value.text, request.campaign);
            if (typeof part === "string") throw new Error(`a part that was just written cannot be read: ${part}`);
            merger.add(part);
            progress.kept += value.seeds.runs;
          }),
        );
        const found = share === undefined ? isEnough(merger) : undefined;
        if (found !== undefined) return found;
        const spentS = (performance.now() - startedMs) / 1_000;
        yield* shown.at(progress.kept / total, saidOf(merger, progress, spentS, until));
      }
    }),
  );
  if (enough !== undefined || share === undefined) return enough;
  // The others may have been quicker: who comes last puts everything together.
  for (const [nth, one] of all.entries()) if (nth % share.of !== share.index && !take(one)) return undefined;
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
