import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { type ExperimentInput, experiment } from "../../src/files/experiment-input.ts";
import { readModule } from "../../src/files/javascript.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { folder } from "../support.ts";

const typed: ExperimentInput = experiment({
  title: "In TypeScript",
  duration: "3 days",
  cluster: { use: "clusters/small", scaleUp: { planes: 3 } },
  job: { nodes: 3, step: "10 seconds", linearity: "93 %" },
  checkpoint: { interval: ({ mtbfUs }) => mtbfUs / 2, tiers: [{ stall: "1 second" }] },
  recovery: { policy: "elastic" },
  hazards: [{ use: "hazards/cards" }, { id: "slow", rate: "3 per day", kinds: [{ kind: "card.slow", speed: "50 %" }] }],
  faults: [{ kind: "card.slow", speed: 0.5, target: "sn00/n00/c0", on: { event: "load.started" } }],
  thresholds: ["effectiveThroughput >= 95 %"],
});

test("an experiment in TypeScript is read like one in YAML, includes and functions too", async () => {
  const source = pathToFileURL(join(import.meta.dirname, "../../src/files/experiment-input.ts")).href;
  const at = folder({
    "e.ts": `import { experiment } from ${JSON.stringify(source)};\nconst interval = () => 600_000_000;\nexport default experiment(${JSON.stringify(
      { ...typed, checkpoint: "CHECKPOINT" },
    ).replace('"CHECKPOINT"', '{ interval, tiers: [{ stall: "1 second" }] }')});\n`,
    "fixtures/clusters/small.yaml": "name: small\nnodes: 4\n",
    "fixtures/hazards/cards.yaml": "id: cards\nrate: 5 per day\nkinds: [{ kind: card.crash }]\n",
  });
  const loading = await loadExperiment(join(at, "e.ts"), { fixtures: join(at, "fixtures") });
  expect(loading).toMatchObject({
    loaded: { name: "e", experiment: { cluster: { name: "small" }, hazards: [{ id: "cards" }, { id: "slow" }] } },
  });
  expect("loaded" in loading && typeof loading.loaded.experiment.checkpoint.interval).toBe("function");
});

test("what is wrong in a module is told with the module's name and the path", async () => {
  const at = folder({ "e.mjs": "export default { title: 3 };\n" });
  const loading = await loadExperiment(join(at, "e.mjs"));
  expect("problems" in loading && loading.problems.map(({ path }) => path.join("."))).toEqual([
    "title",
    "duration",
    "cluster",
    "job",
    "checkpoint",
  ]);
});

describe("a module that goes on after it is loaded", () => {
  const loaded = async (text: string) => {
    const at = folder({ "e.mjs": text });
    const reading = await readModule(join(at, "e.mjs"), "e.mjs", { loadMs: 20_000, graceMs: 1_500 });
    return reading.problems.map(({ message }) => message);
  };

  test.each([
    ["with a timer", "setInterval(() => {}, 10);", "is still at work 1.5 s after it was loaded"],
    ["and throws", 'setTimeout(() => { throw new Error("later"); }, 20);', "threw after it was loaded: later"],
    ["and fails", 'setTimeout(() => Promise.reject(new Error("later")), 20);', "threw after it was loaded: later"],
    ["and exits", "setTimeout(() => process.exit(3), 20);", "called process.exit(3)"],
    ["and sends itself a signal", 'process.kill(process.pid, "SIGKILL");', "could not be loaded: sends signals"],
    ["and takes ever more memory", "const all = []; for (;;) all.push(new Array(1e5).fill(1.5));", "of memory"],
  ])("%s is refused", async (_, code, why) => {
    const [message] = await loaded(`${code}\nexport default { title: "x" };\n`);
    expect(message).toContain(why);
  });

  test("for less than the grace is read", async () => {
    expect(await loaded('setTimeout(() => {}, 20);\nexport default { title: "x" };\n')).toEqual([]);
  });
});
