import type { Seeds } from "@ordeal/explorer";
import * as Effect from "effect/Effect";
import type { ShardRunner } from "../runner.ts";
import type { ShardTask } from "../shard-task.ts";
import type { Store } from "./postgres.ts";

/** How long to wait for shards that others run. */
const PAUSE = "200 millis";

/**
 * Runs what is left of a campaign, as many shards at once as the runner takes, until none is left: neither to claim, nor in
 * the hands of others, who may die.
 */
export const workOn = Effect.fnUntraced(function* <E, R>(
  store: Store,
  campaign: string,
  set: ReadonlyArray<string>,
  runner: ShardRunner,
  onShard: (runs: number) => Effect.Effect<void, E, R>,
) {
  const run = (seeds: Seeds) => Effect.promise(() => runner.run({ set, campaign, seeds } satisfies ShardTask));
  const one = Effect.gen(function* () {
    for (;;) {
      const runs = yield* store.runOne(campaign, run);
      if (runs !== undefined) yield* onShard(runs);
      else if ((yield* store.left(campaign)) === 0) return;
      else yield* Effect.sleep(PAUSE);
    }
  });
  yield* Effect.all(
    Array.from({ length: runner.width }, () => one),
    { concurrency: "unbounded", discard: true },
  );
});
