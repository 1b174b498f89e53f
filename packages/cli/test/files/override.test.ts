import { join } from "node:path";
import { expect, test } from "vitest";
import { printInputProblem, printInputProblems } from "../../src/files/input-problem.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { type Override, parseOverride, seedOverride } from "../../src/files/override.ts";
import { folder, smallExperiment } from "../support.ts";

const overrides = (sets: ReadonlyArray<string>): ReadonlyArray<Override> =>
  sets.map((set) => {
    const parsed = parseOverride(set);
    if (!("written" in parsed)) throw new Error(printInputProblem(parsed));
    return parsed;
  });

const load = async (sets: ReadonlyArray<string>, sections: Readonly<Record<string, string>> = {}) => {
  const at = folder({ "e.yaml": smallExperiment(sections), "fixtures/clusters/five.yaml": "name: five\nnodes: 5\n" });
  const loading = await loadExperiment(join(at, "e.yaml"), {
    overrides: overrides(sets),
    fixtures: join(at, "fixtures"),
  });
  return "problems" in loading
    ? { problems: printInputProblems(loading.problems).map((line) => line.replaceAll(`${at}/`, "")) }
    : { experiment: loading.loaded.experiment, problems: [] };
};

test("a value is put in the place of what the file says", async () => {
  const { experiment } = await load(["job.nodes=5", "title=Another title: with a colon"]);
  expect(experiment).toMatchObject({ title: "Another title: with a colon", job: { nodes: 5 } });
});

test("mappings that are not there are made", async () => {
  const { experiment } = await load(["recovery.detect.crash=20 seconds"]);
  expect(experiment?.recovery.detect.crash).toBe(20_000_000);
});

test("items of lists are named with brackets or dots, and one past the end is added", async () => {
  const { experiment } = await load([
    "faults[0].at=20 minutes",
    "faults.0.duration=1 hour",
    "thresholds[1]=worstWindow >= 50 %",
    "hazards[0]={id: h, rate: 1 per day, kinds: [{kind: card.crash}]}",
  ]);
  expect(experiment?.faults).toMatchObject([{ at: 1_200_000_000, duration: 3_600_000_000 }]);
  expect(experiment?.thresholds.map(({ metric }) => metric)).toEqual(["effectiveThroughput", "worstWindow"]);
  expect(experiment?.hazards).toMatchObject([{ id: "h" }]);
});

test("a star stands for every item of a list", async () => {
  const kinds = "hazards[0]={id: h, rate: 1 per day, kinds: [{kind: card.crash, weight: 2}, {kind: node.crash}]}";
  const { experiment } = await load([kinds, "hazards[0].kinds[*].repair={fixed: 2 hours}", "hazards.*.id=all"]);
  expect(experiment?.hazards[0]).toMatchObject({
    id: "all",
    kinds: [
      { kind: "card.crash", weight: 2, repair: { fixed: 7_200_000_000 } },
      { kind: "node.crash", repair: { fixed: 7_200_000_000 } },
    ],
  });
  const { problems } = await load(["recovery[*].restart=1 hour", "hazards[*].rate=1 per day"]);
  expect(problems).toEqual([
    "--set recovery[*].restart: expected recovery to be a list with items, as recovery[*] means every one of them; found none",
    "--set hazards[*].rate: expected hazards to be a list with items, as hazards[*] means every one of them; found none",
  ]);
});

test("null takes a key or an item away", async () => {
  const { experiment } = await load(["next=null", "faults[0]=null"], { next: "pnpm start" });
  expect(experiment).not.toHaveProperty("next");
  expect(experiment?.faults).toEqual([]);
});

test("a value that begins like YAML syntax but is none is text", async () => {
  const { experiment } = await load([
    "why=* and more",
    "recovery.policy={ladder: [{name: x, does: job, handles: ['*']}]}",
  ]);
  expect(experiment?.why).toBe("* and more");
});

test("a preset can be exchanged", async () => {
  const { experiment } = await load(["cluster={use: clusters/five}"]);
  expect(experiment?.cluster.name).toBe("five");
  const under = await load(["cluster.use=clusters/five"], { cluster: "{ nodes: 4 }" });
  expect(under.experiment?.cluster).toMatchObject({ name: "five", nodes: 4 });
});

test("a mistyped path is told as the flag that it is", async () => {
  const { problems } = await load(["recovery.restrat=10 minutes", "faults.0.att=1 hour", "seed.x=1"]);
  expect(problems).toEqual([
    '--set seed.x seed: expected number, found {"x":1}',
    expect.stringContaining("--set recovery.restrat: is not a field that Ordeal knows here"),
    expect.stringContaining("--set faults[0].att: is not a field that Ordeal knows here"),
  ]);
});

test("a path into a list must say which item, and one that is there", async () => {
  const { problems } = await load(["faults.at=1 hour", "faults[7].at=1 hour"]);
  expect(problems).toEqual([
    "--set faults.at: faults is a list of 1: say which item, as in faults[0].at, or faults[*].at for all",
    "--set faults[7].at: faults has 1 items, the first of which is faults[0]; there is no faults[7]",
  ]);
});

test("a bad --seed is told as --seed", async () => {
  const at = folder({ "e.yaml": smallExperiment() });
  const loading = await loadExperiment(join(at, "e.yaml"), { overrides: [seedOverride(-1)] });
  expect("problems" in loading && loading.problems.map(printInputProblem)).toEqual([
    "--seed: expected a value between 0 and 4294967295, found -1",
  ]);
});

test.each(["recovery.restart", "=3", "a..b=1", "[0]=1", "a b=1"])("%s is no path=value", (text) => {
  expect(parseOverride(text)).toMatchObject({ message: expect.stringContaining("expected path=value") });
});

test("keys of an object's prototype are keys like any other", async () => {
  const { problems } = await load(["__proto__.polluted=1", "constructor.x=1"]);
  expect(problems).toHaveLength(2);
  expect({}).not.toHaveProperty("polluted");
});
