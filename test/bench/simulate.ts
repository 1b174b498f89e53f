import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { loadExperiment } from "@ordeal/cli";
import { scenario } from "@ordeal/explorer";
import { DAY_US, type EventBlock, type Scenario } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import fc from "fast-check";
import { Bench } from "tinybench";
import { closedFormRun } from "./closed-form.ts";

/** The group of benchmarks that this thread runs, and what it answers: medians in milliseconds by name. */
const { group } = workerData as { readonly group: string };
const ROUNDS = 5;
/** Cases of one sample; `bench.ts` knows it too. */
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

/** The events of a journal in blocks, with their data as text. */
const journal: Array<Array<{ seq: number; atUs: number; type: string; data: string }>> = [];
if (group === "heard") {
  const keep = (block: EventBlock): void => {
    const events = Array.from({ length: block.length }, (_, row) => block.event(row));
    journal.push(events.map(({ seq, atUs, type, data }) => ({ seq, atUs, type, data: JSON.stringify(data) })));
  };
  simulate(small, { seed: 1, onBlock: keep });
}

let seed = 0;
let sink = 0;
/**
 * What is measured together. Each group has a thread of its own: a campaign or a hunt runs one scenario over and over, and
 * what a compiler learned from other ones would not be its own.
 */
const groups: Readonly<Record<string, Readonly<Record<string, () => void>>>> = {
  quiet: {
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
    large: () => {
      sink += simulate(large, { seed: ++seed }).wallUs;
    },
  },
  heard: {
    unheard: () => {
      sink += simulate(small, { seed: ++seed }).wallUs;
    },
    smallHeard: () => {
      simulate(small, { seed: ++seed, onEvent: () => sink++ });
    },
    blocks: () => {
      simulate(small, { seed: ++seed, onBlock: ({ length }) => (sink += length) });
    },
    text: () => {
      simulate(small, { seed: ++seed, onBlock: (block) => (sink += Buffer.from(block.text()).length) });
    },
    // The bytes of such a journal, each line from its numbers and a text that is there already.
    template: () => {
      for (const block of journal) {
        let text = "";
        for (const { seq, atUs, type, data } of block)
          text += `{"seq":${seq},"atUs":${atUs},"type":"${type}","data":${data}}\n`;
        sink += Buffer.from(text).length;
      }
    },
  },
  random: {
    properties: () => {
      const property = fc.property(scenario(), fc.nat(), (one, oneSeed) => simulate(one, { seed: oneSeed }).wallUs > 0);
      sink += fc.check(property, { numRuns: PROPERTY_CASES, seed: ++seed }).numRuns;
    },
  },
};

const samples = new Map<string, Array<number>>();
const tasks = Object.entries(groups[group] ?? {});
for (let round = 0; round < ROUNDS; round++) {
  const bench = new Bench({ time: 300, iterations: 8, warmupTime: round === 0 ? 500 : 50, warmupIterations: 2 });
  for (const [name, task] of tasks) bench.add(name, task);
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (result.state !== "completed") throw new Error(`${name} did not complete: ${result.state}`);
    samples.set(name, [...(samples.get(name) ?? []), result.latency.p50]);
  }
}
if (sink === 0) throw new Error("nothing was run");
const medians = [...samples].map(([name, values]) => [name, values.toSorted((a, b) => a - b)[values.length >> 1]]);
parentPort?.postMessage({ failures, medians });
