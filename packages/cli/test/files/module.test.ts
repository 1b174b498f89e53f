import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { type ExperimentInput, experiment } from "../../src/files/experiment-input.ts";
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
