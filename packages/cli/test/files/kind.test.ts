import { join } from "node:path";
import { expect, test } from "vitest";
import { loadExperiment } from "../../src/files/load.ts";
import { loadTimeline } from "../../src/files/load-timeline.ts";
import { folder, root, smallExperiment } from "../support.ts";

const messages = (loading: object): ReadonlyArray<string> =>
  "problems" in loading
    ? (loading.problems as ReadonlyArray<{ readonly message: string }>).map(({ message }) => message)
    : [];

test("a timeline that is run is recognized, and an experiment that is replayed", async () => {
  const timeline = join(root, "fixtures/incidents/bloom-176b.yaml");
  expect(messages(await loadExperiment(timeline))).toEqual([
    `is an incident timeline, and not an experiment: replay it, with pnpm ordeal replay ${timeline}`,
  ]);
  const experiment = join(folder({ "e.yaml": smallExperiment() }), "e.yaml");
  expect(messages(await loadTimeline(experiment))).toEqual([
    `is an experiment, and not a timeline: run it, with pnpm ordeal run ${experiment}, or replay a timeline on it, with --on ${experiment}`,
  ]);
});

test("what is half written is told what it lacks", async () => {
  const half = join(folder({ "h.yaml": "title: Half\nfaults: []\n" }), "h.yaml");
  expect(messages(await loadExperiment(half))).toContain("is required, and it is missing");
});
