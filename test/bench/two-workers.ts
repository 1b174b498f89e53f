import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { ordeal } from "./ordeal.ts";

const ROUNDS = 9;
/** So many runs are taken off: while they go on workers start, and their code becomes fast. */
const WARM_UP_RUNS = 4_000;
const RUNS = 12_000;
const experiment = join(import.meta.dirname, "../../experiments/08-shenzhen-thirty-days.yaml");

/** Turns of an empty loop, about a second of one core. */
const TURNS = 1_000_000_000;
const LOOP = `let x = 0; for (let i = 0; i < ${TURNS}; i++) x = (x + i) | 0; require("node:worker_threads").parentPort.postMessage(x);`;

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;

/** How long so many empty loops take beside each other, in seconds. */
const loops = async (count: number): Promise<number> => {
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: count }, () => {
      const worker = new Worker(LOOP, { eval: true });
      return new Promise((resolve, reject) => worker.once("exit", resolve).once("error", reject));
    }),
  );
  return (performance.now() - startedMs) / 1_000;
};

/**
 * How much faster a campaign is with two workers than with one, to how much two empty loops get done beside each other: on
 * a machine that others use as well, two cores are seldom two. Both are measured in turn, and start-up is taken off.
 */
export const twoWorkersFigures = async () => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-bench-"));
  let nth = 0;
  const campaign = async (workers: number): Promise<number> => {
    const took = async (runs: number): Promise<number> => {
      const args = ["campaign", experiment, "--runs", `${runs}`, "--workers", `${workers}`, "--no-verdict"];
      return (await ordeal(...args, "--out", join(folder, `${nth++}`))).seconds;
    };
    const startS = await took(WARM_UP_RUNS);
    return (await took(RUNS)) - startS;
  };
  try {
    const rounds: Array<number> = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [one, two] = [await loops(1), await loops(2)];
      const [alone, both] = [await campaign(1), await campaign(2)];
      rounds.push(alone / both / ((2 * one) / two));
    }
    return [{ name: "two workers to two empty loops", value: median(rounds), unit: "ratio" }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
