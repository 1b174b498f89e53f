import { join } from "node:path";
import { loadExperiment } from "@ordeal/cli";
import { scenario } from "@ordeal/explorer";
import { DAY_US, type Scenario } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import Table from "cli-table3";
import fc from "fast-check";
import { Bench } from "tinybench";
import { closedFormRun } from "./closed-form.ts";
import { socketFigures } from "./socket.ts";

/** `pnpm bench [--json]`: medians over rounds in which all take turns, so that a machine that drifts hits all alike. */
const isJson = process.argv.includes("--json");
const ROUNDS = 5;
const PROPERTY_CASES = 200;

const loading = await loadExperiment(
  join(import.meta.dirname, "..", "..", "experiments", "08-shenzhen-thirty-days.yaml"),
);
if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
const reference = loading.loaded.experiment;

/** Ninety days with all hazards and no scripted fault; `times` the cards at a `times`-th of the rates. */
const ninetyDays = (times: number): Scenario => ({
  ...reference,
  duration: 90 * DAY_US,
  faults: [],
  cluster: { ...reference.cluster, nodes: Math.round(reference.cluster.nodes * times) },
  job: { ...reference.job, nodes: Math.round(reference.job.nodes * times) },
  hazards: reference.hazards.map((hazard) =>
    hazard.rate === undefined ? hazard : { ...hazard, rate: { ...hazard.rate, perUs: hazard.rate.perUs / times } },
  ),
});
const small = ninetyDays(1);
const large = ninetyDays(1_000_000 / 14_000);
const failures = simulate(small, { seed: 1 }).counts.faults;

let seed = 0;
let sink = 0;
const tasks: Readonly<Record<string, () => void>> = {
  floor: () => {
    for (let run = 0; run < 50; run++) {
      sink += closedFormRun(++seed, {
        mtbfSeconds: (90 * 86_400) / failures,
        wallSeconds: 90 * 86_400,
        stepSeconds: 648,
        saveSeconds: 10,
        backSeconds: 150,
      });
    }
  },
  small: () => {
    sink += simulate(small, { seed: ++seed }).wallUs;
  },
  smallHeard: () => {
    simulate(small, { seed: ++seed, onEvent: () => sink++ });
  },
  large: () => {
    sink += simulate(large, { seed: ++seed }).wallUs;
  },
  properties: () => {
    const property = fc.property(scenario(), fc.nat(), (one, oneSeed) => simulate(one, { seed: oneSeed }).wallUs > 0);
    fc.assert(property, { numRuns: PROPERTY_CASES, seed: ++seed });
  },
};

const samples = new Map<string, Array<number>>(Object.keys(tasks).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
  const bench = new Bench({ time: 300, iterations: 8, warmupTime: round === 0 ? 500 : 50, warmupIterations: 2 });
  for (const [name, task] of Object.entries(tasks)) bench.add(name, task);
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== "completed") throw new Error(`${name} did not complete: ${result.state}`);
    samples.get(name)?.push(result.latency.p50);
  }
}

const median = (name: string): number => {
  const sorted = [...(samples.get(name) ?? [])].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
};
process.stderr.write("the socket\n");
const overSocket = await socketFigures(reference);
const floorMs = median("floor") / 50;
const results = [
  { name: "simulate 14000 cards 90 days journal off", value: median("small"), unit: "ms/run" },
  { name: "simulate 14000 cards 90 days journal on", value: median("smallHeard"), unit: "ms/run" },
  { name: "simulate 1000000 cards 90 days journal off", value: median("large"), unit: "ms/run" },
  { name: "1000000 cards to 14000 cards", value: median("large") / median("small"), unit: "ratio" },
  { name: "closed-form loop over the failures", value: floorMs * 1_000, unit: "µs/run" },
  { name: "simulate 14000 cards to the closed-form loop", value: median("small") / floorMs, unit: "ratio" },
  { name: "faults in a run", value: failures, unit: "faults" },
  { name: "property cases", value: (1_000 * PROPERTY_CASES) / median("properties"), unit: "cases/s" },
  ...overSocket,
].map(({ name, value, unit }) => ({ name, value: Number(value.toPrecision(4)), unit }));

if (sink === 0) throw new Error("nothing was run");
if (isJson) {
  process.stdout.write(`${JSON.stringify({ results }, null, 2)}\n`);
} else {
  const table = new Table({
    head: ["benchmark", "median", ""],
    style: { head: [], border: [] },
    colAligns: ["left", "right"],
  });
  for (const { name, value, unit } of results) table.push([name, String(value), unit]);
  process.stdout.write(`${table.toString()}\n`);
}
