import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { partText, type Seeds, Shard } from "@ordeal/explorer";
import { Turns } from "../hunt/turns.ts";
import { workerFile } from "../worker-file.ts";
import { type RunnerRequest, Scenarios, type ShardTask } from "./shard-task.ts";

/** What runs shards, and gives each part's canonical text. */
export interface ShardRunner {
  /** How many shards it is to be given at once. */
  readonly width: number;
  readonly run: (task: ShardTask) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Shards run in this thread, which has its turn for others meanwhile. */
export const runnerHere = (request: RunnerRequest): ShardRunner => {
  const turns = new Turns();
  const scenarios = new Scenarios(request.file);
  return {
    width: 1,
    run: async ({ set, campaign, seeds }) => {
      const shard = new Shard(await scenarios.of(set), seeds, { eventsMax: request.eventsMax });
      while (!shard.isOver) {
        await turns.take(
          () => shard.isOver,
          () => shard.advance(),
        );
      }
      return partText(campaign, shard.part);
    },
    close: async () => {},
  };
};

/** Shards run in several threads: each has one to run and one that waits, so that none is ever idle. */
export const runnerInThreads = (request: RunnerRequest, threads: number): ShardRunner => {
  const workers = Array.from({ length: threads }, () => ({
    thread: new Worker(workerFile("shard-worker", import.meta.url), { workerData: request }),
    waiting: [] as Array<(text: string) => void>,
  }));
  const broken = Promise.race(
    workers.map(async ({ thread }) => {
      const [error] = (await once(thread, "error")) as [unknown];
      throw error;
    }),
  );
  broken.catch(() => {});
  for (const { thread, waiting } of workers) thread.on("message", (text: string) => waiting.shift()?.(text));
  return {
    width: threads * 2,
    run: (task) => {
      const [idlest] = workers.toSorted((a, b) => a.waiting.length - b.waiting.length);
      if (idlest === undefined) throw new Error("there is no thread to run anything");
      const answer = new Promise<string>((resolve) => idlest.waiting.push(resolve));
      idlest.thread.postMessage(task);
      return Promise.race([answer, broken]);
    },
    close: async () => {
      await Promise.all(workers.map(({ thread }) => thread.terminate()));
    },
  };
};

/** Shards as they come to their end, in whatever order; no more are begun than the runner takes at once. */
export const runShards = async function* (
  runner: ShardRunner,
  shards: Iterable<Seeds>,
  { set, campaign }: Omit<ShardTask, "seeds">,
): AsyncGenerator<{ readonly seeds: Seeds; readonly text: string }, void> {
  const waiting = new Map<Seeds, Promise<{ readonly seeds: Seeds; readonly text: string }>>();
  const left = shards[Symbol.iterator]();
  const begin = () => {
    const next = left.next();
    if (next.done === true) return;
    const seeds = next.value;
    waiting.set(
      seeds,
      runner.run({ set, campaign, seeds }).then((text) => ({ seeds, text })),
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
