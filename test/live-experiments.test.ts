import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeLab } from "@ordeal/agent/live";
import { loadExperiment } from "@ordeal/cli";
import { simulate } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const folder = join(import.meta.dirname, "..", "experiments", "live");
const files = readdirSync(folder);

describe("the experiments for labs", () => {
  test.each(files.filter((name) => name.endsWith(".lab.yaml")))("%s is the file of a lab", (name) => {
    expect(decodeLab(parse(readFileSync(join(folder, name), "utf8")))).toHaveProperty("value");
  });

  test.each(files.filter((name) => !name.endsWith(".lab.yaml")))("%s runs on the simulator as well", async (name) => {
    const loading = await loadExperiment(join(folder, name));
    if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
    const { experiment } = loading.loaded;
    const { counts } = simulate(experiment, { seed: experiment.seed });
    expect(counts.faults).toBe(experiment.faults.length);
  });
});
