import { halfWidth, looks, type Seeds } from "@ordeal/explorer";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../../files/load.ts";
import { setOf } from "../../hunt/request.ts";
import { PartsUnusable, readPart } from "../parts-folder.ts";
import { shardRunsOf, shardsOf } from "../request.ts";
import type { CampaignPlan, CampaignTools } from "../run-campaign.ts";
import { sayNowAndThen } from "../run-campaign.ts";
import { portable } from "./portable.ts";
import type { Store } from "./postgres.ts";
import { workOn } from "./work.ts";

/** So many parts are read at once. */
const READ_TOGETHER = 32;

/**
 * Runs a campaign in a store, beside whoever else works on it. Returns after how many runs it is over. With `until` no more
 * is queued than the next look needs.
 */
export const runStored = Effect.fnUntraced(function* (
  loaded: LoadedExperiment,
  campaign: string,
  { seeds, until }: CampaignPlan,
  store: Store,
  { runner, progress, onShard }: Omit<CampaignTools, "store">,
) {
  const { merger } = progress;
  const experiment = yield* portable(loaded, seeds.from);
  const stored = { id: campaign, title: loaded.experiment.title, firstSeed: seeds.from, experiment };
  const all = shardsOf(seeds, shardRunsOf(loaded.experiment));
  const said = sayNowAndThen(progress, until);
  for (const runs of until === undefined ? [seeds.runs] : looks(seeds.runs)) {
    const wanted = all.filter(({ from }) => from < seeds.from + runs);
    const missing = wanted.filter(({ from, runs }) => from + runs > seeds.from + merger.complete);
    const kept = yield* take(store, campaign, missing, (part) => merger.add(part));
    progress.kept += kept;
    if (progress.before === 0) progress.before = kept;
    yield* store.enqueue(stored, missing);
    yield* workOn(store, campaign, setOf(loaded), runner, (runs) => {
      progress.kept += runs;
      return onShard(Math.min(1, progress.kept / seeds.runs), said());
    });
    yield* take(store, campaign, missing, (part) => merger.add(part));
    if (merger.complete < runs) throw new PartsUnusable("the store has lost parts of the campaign: run it again");
    if (runs === seeds.runs || (until !== undefined && halfWidth(merger.sample(runs), until) <= until.half))
      return runs;
  }
  return undefined;
});

/** Reads the parts that are there, some at a time; returns how many runs they hold. */
const take = Effect.fnUntraced(function* (
  store: Store,
  campaign: string,
  shards: ReadonlyArray<Seeds>,
  add: (part: Exclude<ReturnType<typeof readPart>, string>) => void,
) {
  let runs = 0;
  for (let from = 0; from < shards.length; from += READ_TOGETHER) {
    for (const { part: text } of yield* store.parts(campaign, shards.slice(from, from + READ_TOGETHER))) {
      const part = readPart(text, campaign);
      if (typeof part === "string") throw new PartsUnusable(`the store holds what is no part of the campaign: ${part}`);
      add(part);
      runs += part.runs;
    }
  }
  return runs;
});
