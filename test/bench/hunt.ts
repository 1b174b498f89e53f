import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { readExperiment } from "@ordeal/cli";
import { Hunt, type HuntOptions, shrink } from "@ordeal/explorer";
import { type Experiment, parseThreshold } from "@ordeal/model";

/**
 * The hunt: how many timelines a second, whether every planted weakness is found, and what luck alone would find. What is
 * measured has a thread of its own, as every hunt has a process of its own: see `simulate.ts`.
 */
const { part } = workerData as { readonly part: "one supernode" | "54 days" | "weaknesses" };
const root = join(import.meta.dirname, "..", "..");
const SEEDS = 20;
const LIMIT_MS = 60_000;
/** How long guided search and luck may each look for the hole that is compared. */
const COMPARED_MS = 5_000;
const COMPARED = "starts-over-at-every-strike";
const ROUNDS = 5;
/** How many timelines a round tries; fewer where a run is long. */
const TIMELINES = 2_000;
const LONG_TIMELINES = 250;

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;

/** An experiment whose target nothing breaks, so that a hunt goes on. */
const unbreakable = (experiment: Experiment): Experiment => {
  const threshold = parseThreshold("effectiveThroughput >= 0 %");
  if (typeof threshold === "string") throw new Error(threshold);
  return { ...experiment, thresholds: [threshold] };
};

const timelinesASecond = (experiment: Experiment, timelines: number): number => {
  const rates = Array.from({ length: ROUNDS + 1 }, (_, seed) => {
    const hunt = new Hunt(unbreakable(experiment), { seed });
    const startedMs = performance.now();
    hunt.advance(timelines);
    return (1_000 * hunt.tried) / (performance.now() - startedMs);
  });
  // The first warms up.
  return median(rates.slice(1));
};

interface Hunted {
  readonly ms: number;
  /** How many faults the smallest timeline has; `undefined` when none was found in time. */
  readonly faults: number | undefined;
}

const huntFor = (experiment: Experiment, options: HuntOptions, limitMs: number): Hunted => {
  const startedMs = performance.now();
  const hunt = new Hunt(experiment, options);
  while (hunt.found === undefined && performance.now() - startedMs < limitMs) hunt.advance(16);
  const shrunk = hunt.found === undefined ? undefined : shrink(hunt.trials, hunt.found.trial.timeline);
  const isSmall = shrunk?.isMinimal === true && shrunk.isVerified;
  return { ms: performance.now() - startedMs, faults: isSmall ? shrunk.trial.timeline.length : undefined };
};

const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
const read = async (path: string) => (await readExperiment(join(root, path))).experiment;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const rateOf = async (name: string, path: string, timelines: number): Promise<ReadonlyArray<Figure>> => [
  { name, value: timelinesASecond(await read(path), timelines), unit: "timelines/s" },
];

const weaknesses = async (): Promise<ReadonlyArray<Figure>> => {
  const results: Array<Figure> = [];
  for (const file of readdirSync(join(root, "fixtures", "policies")).sort()) {
    const name = file.replace(/\.ts$/, "");
    const experiment = await read(`fixtures/policies/${file}`);
    const all = seeds.map((seed) => huntFor(experiment, { seed }, LIMIT_MS));
    const found = all.filter(({ faults }) => faults !== undefined);
    results.push(
      { name: `hunt ${name}: found and shrunk`, value: found.length, unit: `of ${SEEDS} seeds` },
      {
        name: `hunt ${name}: most faults left`,
        value: Math.max(...found.map(({ faults = 0 }) => faults)),
        unit: "faults",
      },
      { name: `hunt ${name}: slowest seed`, value: Math.max(...all.map(({ ms }) => ms)) / 1_000, unit: "s" },
    );
  }
  const compared = await read(`fixtures/policies/${COMPARED}.ts`);
  for (const [name, strategies] of [
    ["luck alone", ["random"]],
    ["aim and climbing too", ["random", "aimed", "guided"]],
  ] as const) {
    const found = seeds.filter((seed) => huntFor(compared, { seed, strategies }, COMPARED_MS).faults !== undefined);
    results.push({
      name: `hunt ${COMPARED} in ${COMPARED_MS / 1_000} s: ${name}`,
      value: found.length,
      unit: `of ${SEEDS} seeds`,
    });
  }
  return results;
};

const measured = {
  "one supernode": () =>
    rateOf("hunt timelines on 384 cards, one core", "experiments/11-hunt-one-supernode.yaml", TIMELINES),
  "54 days": () =>
    rateOf(
      "hunt timelines on 16384 cards for 54 days, one core",
      "experiments/07-llama-3-54-days.yaml",
      LONG_TIMELINES,
    ),
  weaknesses,
};
parentPort?.postMessage(await measured[part]());
