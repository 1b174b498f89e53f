import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { Hunt, type HuntOptions, type Searched, type SearchReport, type Share, together } from "@ordeal/explorer";
import type { Experiment } from "@ordeal/model";
import type { HuntRequest } from "./request.ts";

/** How many timelines are tried before others get a turn: signals, and the progress bar. */
const SLICE = 8;

/** A search that goes on round by round. What it comes to does not hang on how long a round takes. */
export interface Searching {
  /** How many timelines there are to try. */
  readonly length: number;
  /** Lets each of its workers try so many timelines more. */
  readonly round: (count: number) => Promise<Searched>;
  readonly close: () => Promise<void>;
}

export const huntOptions = (request: HuntRequest, worker: number): HuntOptions => {
  const { seed, workers, isExhaustive, examples } = request;
  const share: Share = { worker, workers };
  return { seed, examples, isExhaustive, share };
};

/** Goes on until a hunt tried so many timelines in all, and lets others have their turn meanwhile. */
export const advanceTo = async (hunt: Hunt, tried: number, signal?: AbortSignal): Promise<void> => {
  while (!hunt.isOver && hunt.tried < tried && signal?.aborted !== true) {
    hunt.advance(Math.min(SLICE, tried - hunt.tried));
    await setImmediate();
  }
};

/** A search in this thread. */
export const searchHere = (experiment: Experiment, request: HuntRequest, signal: AbortSignal): Searching => {
  const hunt = new Hunt(experiment, huntOptions(request, 0));
  return {
    length: hunt.length,
    round: async (count) => {
      await advanceTo(hunt, hunt.tried + count, signal);
      return together([hunt.report]);
    },
    close: async () => {},
  };
};

/** One search in each of several threads. */
export const searchInThreads = async (request: HuntRequest): Promise<Searching> => {
  const workers = Array.from(
    { length: request.workers },
    (_, worker) => new Worker(new URL("./worker.ts", import.meta.url), { workerData: { request, worker } }),
  );
  const lengths = await Promise.all(workers.map((worker) => answer<number>(worker)));
  return {
    length: lengths.reduce((sum, length) => sum + length, 0),
    round: async (count) => {
      const answers = workers.map((worker) => answer<SearchReport>(worker));
      for (const worker of workers) worker.postMessage(count);
      return together(await Promise.all(answers));
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};

/** What a thread says next; fails when it ends before. */
const answer = async <A>(worker: Worker): Promise<A> => {
  const waiting = new AbortController();
  const ended = once(worker, "exit", waiting).then(([code]) => {
    throw new Error(`a thread of the search ended with code ${code}`);
  });
  try {
    const [message] = await Promise.race([once(worker, "message", waiting), ended]);
    return message;
  } finally {
    waiting.abort();
  }
};
