import { on } from "node:events";
import { Worker } from "node:worker_threads";
import {
  type Hunt,
  type HuntOptions,
  mergeReports,
  type SearchOutcome,
  type SearchReport,
  type Share,
} from "@ordeal/explorer";
import { workerFile } from "../worker-file.ts";
import type { HuntRequest } from "./request.ts";
import { Turns } from "./turns.ts";

/** A search that goes on round by round, for ever. What it comes to does not hang on how long a round takes. */
export interface TimelineSearch {
  /** How many timelines there are to try. */
  readonly length: number;
  /** What is known after each round: each worker tries `first` timelines, then as many at a time as fit into `total`. */
  readonly rounds: (first: number, total: number) => AsyncGenerator<SearchOutcome, never>;
  readonly close: () => Promise<void>;
}

/** How many timelines each worker tries between two looks at the clock. */
export const ROUND = 64;
/** How many rounds a worker may be ahead of the slowest, so that none waits for another. */
const AHEAD = 8;

/** How many timelines each worker tries in each round. */
const countsOf = function* (first: number, total: number, workers: number, round: number): Generator<number, never> {
  yield first;
  for (let left = total - first * workers; left > 0; ) {
    const count = Math.min(round, Math.ceil(left / workers));
    yield count;
    left -= count * workers;
  }
  // Shares may differ a little in length: whoever has more goes on alone.
  for (;;) yield 1;
};

export const huntOptions = (request: HuntRequest, worker: number): HuntOptions => {
  const { seed, workers, isExhaustive, examples } = request;
  const share: Share = { worker, workers };
  return { seed, examples, isExhaustive, share };
};

/** Goes on until a hunt tried so many timelines in all, and lets others have their turn meanwhile. */
export const advanceTo = async (hunt: Hunt, turns: Turns, tried: number, signal?: AbortSignal): Promise<void> => {
  const isOver = () => hunt.isOver || hunt.tried >= tried || signal?.aborted === true;
  while (!isOver()) await turns.take(isOver, () => hunt.advance(1));
};

/** A search in this thread. */
export const searchHere = (hunt: Hunt): TimelineSearch => ({
  length: hunt.length,
  rounds: async function* (first, total) {
    const counts = countsOf(first, total, 1, ROUND);
    const turns = new Turns();
    for (;;) {
      await advanceTo(hunt, turns, hunt.tried + counts.next().value);
      yield mergeReports([hunt.report]);
    }
  },
  close: async () => {},
});

/**
 * One search in each of several threads. `round` is how many timelines each tries before it says what it knows: of those
 * that take long one, since what was not said is lost to whoever presses Ctrl-C.
 */
export const searchInThreads = async (request: HuntRequest, round = ROUND): Promise<TimelineSearch> => {
  const workers = Array.from(
    { length: request.workers },
    (_, worker) => new Worker(workerFile("worker", import.meta.url), { workerData: { request, worker } }),
  );
  const answers = workers.map((worker) => on(worker, "message", { close: ["exit"] }));
  const answersOf = async <A>(): Promise<ReadonlyArray<A>> => {
    const messages = await Promise.all(answers.map((answer) => answer.next()));
    return messages.map(({ done, value }) => {
      if (done === true) throw new Error("a thread of the search ended too early");
      return value[0];
    });
  };
  const lengths = await answersOf<number>();
  return {
    length: lengths.reduce((sum, length) => sum + length, 0),
    rounds: async function* (first, total) {
      const counts = countsOf(first, total, workers.length, round);
      const ask = () => {
        const count = counts.next().value;
        for (const worker of workers) worker.postMessage(count);
      };
      for (let ahead = 0; ahead < AHEAD; ahead++) ask();
      for (;;) {
        const reports = await answersOf<SearchReport>();
        ask();
        yield mergeReports(reports);
      }
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};
