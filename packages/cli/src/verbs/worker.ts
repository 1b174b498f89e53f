import { availableParallelism } from "node:os";
import { counted, ordealCommand } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { campaignId } from "../campaign/request.ts";
import { openRunner } from "../campaign/run-campaign.ts";
import { unpacked } from "../campaign/store/portable.ts";
import { openStore, type Store, StoreUnusable } from "../campaign/store/postgres.ts";
import { storeName } from "../campaign/store/store-name.ts";
import { workOn } from "../campaign/store/work.ts";
import { loadExperiment } from "../files/load.ts";
import { EVENTS_MAX } from "../run/event-bound.ts";
import { Screen } from "../screen.ts";
import { version } from "../version.ts";
import { exitCodes } from "./exit.ts";

export interface WorkerFlags {
  readonly store: string;
  readonly workers: number | undefined;
  /** Whether it waits for more when there is nothing to do. */
  readonly wait: boolean;
  readonly allowEvents?: number | undefined;
}

const WORKERS_MAX = 256;
/** How long to wait before looking for a campaign again. */
const PAUSE = "1 second";

/** Runs shards of the campaigns in a store, beside any number of others. Returns the exit code. */
export const worker = Effect.fnUntraced(function* (flags: WorkerFlags) {
  const { err } = yield* Screen;
  const workers = flags.workers ?? Math.min(WORKERS_MAX, availableParallelism());
  if (workers < 1 || workers > WORKERS_MAX) {
    err.write(
      `--workers expected a number from 1 to ${WORKERS_MAX}, found ${workers}; see ${ordealCommand} worker --help\n`,
    );
    return exitCodes.badInput;
  }
  let runs = 0;
  const tell = () => err.write(`${counted(runs, "run")} done for ${storeName(flags.store)}.\n`);
  const work = Effect.gen(function* () {
    const store = yield* openStore(flags.store, 2 * workers + 1);
    for (;;) {
      const campaign = yield* store.anyCampaign();
      if (campaign !== undefined) yield* workFor(store, campaign, workers, flags, (more) => (runs += more));
      else if (flags.wait) yield* Effect.sleep(PAUSE);
      else return;
    }
  });
  return yield* Effect.scoped(work).pipe(
    Effect.as<number>(exitCodes.held),
    Effect.tap(() => Effect.sync(tell)),
    Effect.onInterrupt(() => Effect.sync(tell)),
    Effect.catchTag("StoreUnusable", ({ message }) => {
      err.write(`${message}\n`);
      return Effect.succeed(exitCodes.badInput);
    }),
    Effect.catchDefect((defect) => {
      err.write(`a run broke off: ${defect instanceof Error ? defect.message : String(defect)}\n`);
      return Effect.succeed(exitCodes.unknown);
    }),
  );
});

/** Runs what is left of one campaign, if this version reads its experiment as whoever queued it did. */
const workFor = Effect.fnUntraced(function* (
  store: Store,
  id: string,
  workers: number,
  { allowEvents }: WorkerFlags,
  onRuns: (runs: number) => void,
) {
  const campaign = yield* store.campaign(id);
  if (campaign === undefined) return;
  yield* unpacked(campaign.experiment, (file) =>
    Effect.scoped(
      Effect.gen(function* () {
        const loading = yield* Effect.promise(() => loadExperiment(file));
        const isSame = "loaded" in loading && campaignId(loading.loaded, campaign.firstSeed) === id;
        if (!isSame)
          return yield* new StoreUnusable({
            message: `the campaign "${campaign.title}" was queued by another version of Ordeal than ${version}, which reads it in another way: take the same version`,
          });
        const runner = yield* openRunner(
          { file, eventsMax: allowEvents ?? EVENTS_MAX },
          workers,
          Number.POSITIVE_INFINITY,
        );
        yield* workOn(store, id, [], runner, (runs) => Effect.sync(() => onRuns(runs)));
      }),
    ),
  );
});
