import { join } from "node:path";
import { expect, test } from "vitest";
import { printInputProblems } from "../../src/files/input-problem.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { folder, smallExperiment } from "../support.ts";

/** What is wrong with a file, without the folder's name. */
const problemsOf = async (content: string): Promise<ReadonlyArray<string>> => {
  const at = folder({ "e.yaml": content });
  const loading = await loadExperiment(join(at, "e.yaml"));
  return "problems" in loading ? printInputProblems(loading.problems).map((line) => line.replace(`${at}/`, "")) : [];
};

test("a good file has no problems", async () => {
  expect(await problemsOf(smallExperiment())).toEqual([]);
});

test("a wrong value is blamed on the line and column where it stands", async () => {
  expect(await problemsOf(smallExperiment({ seed: "-1" }))).toEqual([
    "e.yaml:2:7 seed: expected a value between 0 and 4294967295, found -1",
  ]);
});

test("a value in a flow mapping is blamed on its own column", async () => {
  const [problem] = await problemsOf(smallExperiment({ job: "{ nodes: 4, step: soon }" }));
  expect(problem).toMatch(/^e\.yaml:5:24 job\.step: expected a duration .* found "soon"$/);
});

test("an unknown field is blamed on its key", async () => {
  const [problem] = await problemsOf(`${smallExperiment()}recovery:\n  detect:\n    crush: 10 seconds\n`);
  expect(problem).toMatch(/^e\.yaml:11:5 recovery\.detect\.crush: is not a field that Ordeal knows here/);
});

test("a missing field is blamed on the mapping that lacks it", async () => {
  expect(await problemsOf(smallExperiment({ job: "\n  step: 10 seconds" }))).toEqual([
    "e.yaml:6:3 job.nodes: is required, and it is missing",
  ]);
});

test("what must hold between sections is blamed on a line too", async () => {
  expect(await problemsOf(smallExperiment({ job: "\n  nodes: 9\n  step: 10 seconds" }))).toEqual([
    "e.yaml:6:10 job.nodes: expected at most the cluster's 6 nodes, found 9",
  ]);
});

test("every problem of a file is told at once, in the order of its lines", async () => {
  const problems = await problemsOf(
    smallExperiment({
      seed: "x",
      duration: "3 hourz",
      cluster: "\n  name: small\n  nodes: 6\n  nodes: 7\n  scaleUp: { plains: 3 }",
      faults: "\n  - { kind: card.crush, at: 1 hour }\n  - { kind: card.crash, at: 9 hours, target: sn00/n01 }",
      thresholds: "\n  - effectiveThroughput >= 80 apples\n  - speed > 3",
      colour: "red",
    }),
  );
  expect(problems.map((line) => line.split(" ").slice(0, 2).join(" ").replace(/:$/, ""))).toEqual([
    "e.yaml:2:7 seed",
    "e.yaml:3:11 duration",
    "e.yaml:7:3: this",
    "e.yaml:8:14 cluster.scaleUp.plains",
    "e.yaml:12:13 faults[0].kind",
    "e.yaml:13:46 faults[1].target",
    "e.yaml:15:5 thresholds[0]",
    "e.yaml:16:5 thresholds[1]",
    "e.yaml:17:1 colour",
  ]);
});

test("a value that an alias brings is blamed on the line that says it", async () => {
  const problems = await problemsOf(`${smallExperiment({ duration: "&long 3 hourz" })}recovery: { restart: *long }\n`);
  expect(problems.map((line) => line.split(": ")[0])).toEqual(["e.yaml:3:17 duration", "e.yaml:3:17 recovery.restart"]);
});
