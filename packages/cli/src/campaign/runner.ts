import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { partText, type Seeds, Shard } from "@ordeal/explorer";
import type { Scenario } from "@ordeal/model";
import { Turns } from "../hunt/turns.ts";
import { workerFile } from "../worker-file.ts";
import type { CampaignRequest } from "./request.ts";

/** What runs shards, and gives each part's canonical text. */
export interface ShardRunner {
  /** How many shards it is to be given at once. */
  readonly width: number;
  readonly run: (seeds: Seeds) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Runs a shard, and lets others have their turn meanwhile. */
export const runInTurns = async (
  scenario: Scenario,
  seeds: Seeds,
  { campaign, eventsMax }: Pick<CampaignRequest, "campaign" | "eventsMax">,
  turns: Turns,
  onRun: () => void = () => {},
): Promise<string> => {
  const shard = new Shard(scenario, seeds, { eventsMax });
  while (!shard.isOver) {
    await turns.take(
      () => shard.isOver,
      () => {
        shard.advance();
        onRun();
      },
    );
  }
  return partText(campaign, shard.part);
};

/** Shards run in this thread. */
export const runnerHere = (scenario: Scenario, request: CampaignRequest): ShardRunner => {
  const turns = new Turns();
  return { width: 1, run: (seeds) => runInTurns(scenario, seeds, request, turns), close: async () => {} };
};

/** Shards run in several threads: each has one to run and one that waits, so that none is ever idle. */
export const runnerInThreads = (request: CampaignRequest, threads: number): ShardRunner => {
  const workers = Array.from(
    { length: threads },
    () => new Worker(workerFile("shard-worker", import.meta.url), { workerData: request }),
  );
  const free = [...workers, ...workers];
  const broken = Promise.race(
    workers.map(async (worker) => {
      const [error] = (await once(worker, "error")) as [unknown];
      throw error;
    }),
  );
  broken.catch(() => {});
  const answers = new Map<Worker, Array<(text: string) => void>>(workers.map((worker) => [worker, []]));
  for (const worker of workers) {
    worker.setMaxListeners(0);
    worker.on("message", (text: string) => answers.get(worker)?.shift()?.(text));
  }
  return {
    width: free.length,
    run: async (seeds) => {
      const worker = free.shift();
      if (worker === undefined) throw new Error(`more than ${workers.length * 2} shards at once`);
      const answer = new Promise<string>((resolve) => answers.get(worker)?.push(resolve));
      worker.postMessage(seeds);
      const text = await Promise.race([answer, broken]);
      free.push(worker);
      return text;
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};

/** Shards as they come to their end, in whatever order; no more are begun than the runner takes at once. */
export const runShards = async function* (
  runner: ShardRunner,
  shards: Iterable<Seeds>,
): AsyncGenerator<{ readonly seeds: Seeds; readonly text: string }, void> {
  const waiting = new Map<Seeds, Promise<{ readonly seeds: Seeds; readonly text: string }>>();
  const left = shards[Symbol.iterator]();
  const begin = () => {
    const next = left.next();
    if (next.done === true) return;
    const seeds = next.value;
    waiting.set(
      seeds,
      runner.run(seeds).then((text) => ({ seeds, text })),
    );
  };
  for (let nth = 0; nth < runner.width; nth++) begin();
  while (waiting.size > 0) {
    const done = await Promise.race(waiting.values());
    waiting.delete(done.seeds);
    begin();
    yield done;
  }
};
