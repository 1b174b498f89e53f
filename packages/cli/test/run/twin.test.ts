import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";
import { loadExperiment } from "../../src/files/load.ts";
import { runExperiment } from "../../src/run/experiment.ts";
import { readTwin } from "../../src/run/twin.ts";
import { Screen } from "../../src/screen.ts";
import { folder, keptScreen, smallExperiment } from "../support.ts";

describe("the result of a recorded run as the twin", () => {
  test("is refused where it is none", () => {
    expect(readTwin("/nowhere/at/all.json")).toContain(
      "does not exist: expected what `run --out` or `run --json` kept",
    );
    const files = folder({ "text.json": "no JSON", "other.json": '{"results":[{"verdict":"pass"}]}' });
    expect(readTwin(join(files, "text.json"))).toContain("is no JSON");
    expect(readTwin(join(files, "other.json"))).toContain("holds no result of a run");
  });

  test("is one that no fault struck", async () => {
    const kept = async (sections: Readonly<Record<string, string>>) => {
      const experiment = join(folder({ "small.yaml": smallExperiment(sections) }), "small.yaml");
      const out = folder({});
      const loading = await loadExperiment(experiment);
      if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
      const { document } = await Effect.runPromise(
        runExperiment(loading.loaded).pipe(Effect.provideService(Screen, keptScreen().screen)),
      );
      writeFileSync(join(out, "run.json"), JSON.stringify({ results: [document] }));
      return readTwin(join(out, "run.json"));
    };
    expect(await kept({ faults: "[]" })).toHaveProperty("effectiveThroughput");
    expect(await kept({})).toContain("is of a run that 1 faults struck");
  });
});
