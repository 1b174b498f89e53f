import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeTimeline } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { call, experimentFile, sound, weak } from "../hunt/support.ts";
import { folder } from "../support.ts";

const foundIn = (experiment: string): string => join(experiment, "..", "found");

describe("a hunt that finds nothing", () => {
  test("is exit code 0, saves nothing, and says how hard was looked and how to look harder", async () => {
    const experiment = sound();
    const { exitCode, out } = await call({ experiment, timelines: 100 });
    expect(exitCode).toBe(0);
    expect(out).toContain("HELD");
    expect(out).toContain("100 timelines");
    expect(out).toContain(`Look harder: pnpm ordeal hunt ${experiment} --seed 1 --timelines 1000`);
    expect(existsSync(foundIn(experiment))).toBe(false);
  });

  test("ends by its time too", async () => {
    const { exitCode, out } = await call({ experiment: sound(), time: "100 millis" });
    expect(exitCode).toBe(0);
    expect(out).toContain("HELD");
  });

  test("ends by itself when it is exhaustive, and says to look beyond the pairs", async () => {
    const experiment = sound();
    const { exitCode, out, err } = await call({ experiment, exhaustive: true, json: true });
    expect(exitCode).toBe(0);
    const { timelines } = JSON.parse(out);
    expect(timelines).toBeGreaterThan(5);
    expect(timelines).toBeLessThan(100);
    expect(err).toContain(`Look harder: pnpm ordeal hunt ${experiment} --seed 1 --timelines 1000`);
  });

  test("says nothing where no threshold is there to judge by", async () => {
    const { exitCode, out } = await call({ experiment: sound({ thresholds: "[]" }), timelines: 50, json: true });
    expect(exitCode).toBe(4);
    expect(JSON.parse(out)).toMatchObject({
      found: false,
      findings: [{ verdict: "unknown", reason: "nothing was judged: add thresholds, or --no-verdict to explore" }],
    });
    expect((await call({ experiment: sound({ thresholds: "[]" }), timelines: 50 })).out).toMatch(/^UNKNOWN/);
  });

  test("has more pairs to look at where it was cut short", async () => {
    const experiment = sound();
    const { out } = await call({ experiment, exhaustive: true, timelines: 3 });
    expect(out).toContain(`Look harder: pnpm ordeal hunt ${experiment} --seed 1 --exhaustive --timelines 1000`);
  });
});

describe("a hunt that finds something", () => {
  test("is exit code 1, tells the story, and saves it as a timeline and as a test", async () => {
    const experiment = weak();
    const { exitCode, out } = await call({ experiment });
    expect(exitCode).toBe(1);
    expect(out).toContain("BROKEN");
    expect(out).toContain("1 fault (found at timeline ");
    expect(out).toContain("minimal; verified: it fails again with the same journal");
    expect(out).toMatch(/1\. (at|.* after) .*: card\.\w+ of sn00\/n00\/c0/);
    expect(out).toContain("Why that breaks it: lostWork max <= 7 minutes");
    expect(readdirSync(foundIn(experiment)).toSorted()).toEqual(["small-seed-1.test.ts", "small-seed-1.timeline.yaml"]);
    expect(out).toContain(`pnpm ordeal replay ${join(foundIn(experiment), "small-seed-1.timeline.yaml")}`);
  });

  test("saves what reads back as the timeline that it found", async () => {
    const experiment = weak();
    const { out } = await call({ experiment, json: true });
    const { counterexample } = JSON.parse(out);
    const decoded = decodeTimeline(parse(readFileSync(counterexample.files.timeline, "utf8")));
    const again = decodeTimeline({ title: "again", faults: counterexample.timeline });
    if ("problems" in decoded || "problems" in again) throw new Error("what was saved does not read back");
    expect(decoded.value.faults).toEqual(again.value.faults);
    expect(decoded.value).toMatchObject({ on: "../small.yaml", seed: 7 });
    expect(readFileSync(counterexample.files.test, "utf8")).toContain('new URL("./small-seed-1.timeline.yaml"');
  });

  test("keeps the experiment's overrides with what it saves, and in the command that finds it again", async () => {
    const experiment = sound();
    const { exitCode, out } = await call({
      experiment,
      set: ["recovery.restart=10 minutes", "seed=9"],
      timelines: 50,
    });
    expect(exitCode).toBe(0);
    expect(out).toContain("--set recovery.restart='10 minutes' --set seed=9");
    expect(out).toContain("experiment seed 9");
  });

  test("finds it again by its path: the same timeline and story, without the search", async () => {
    const experiment = weak();
    const first = JSON.parse((await call({ experiment, json: true })).out);
    const path = /--path (\S+)/.exec(first.command)?.[1];
    const again = await call({ experiment, json: true, path });
    expect(again.exitCode).toBe(1);
    const { counterexample, command } = JSON.parse(again.out);
    expect(counterexample.timeline).toEqual(first.counterexample.timeline);
    expect(counterexample.story).toEqual(first.counterexample.story);
    expect(command).toBe(first.command);
  });

  test("says that no fault is needed where there is nothing to save", async () => {
    const experiment = weak({ thresholds: "[checkpointOverhead <= 0 %]" });
    const { exitCode, out } = await call({ experiment });
    expect(exitCode).toBe(1);
    expect(out).toContain("no fault is needed: what the experiment brings itself breaks it");
    expect(existsSync(foundIn(experiment))).toBe(false);
  });

  test("finds the same twice with two workers", async () => {
    const experiment = weak();
    const [first, second] = await Promise.all(
      ["a", "b"].map(async (name) => {
        const { exitCode, out } = await call({
          experiment,
          json: true,
          workers: 2,
          out: join(foundIn(experiment), name),
        });
        expect(exitCode).toBe(1);
        const { counterexample, worst, coverage, timelines, command } = JSON.parse(out);
        return { ...counterexample, files: undefined, worst, coverage, timelines, command };
      }),
    );
    expect(first).toEqual(second);
    expect(first?.command).toContain("--workers 2 --path ");
  });
});

test("a policy that throws is exit code 2, with where it threw and what it threw, under which faults, and the command", async () => {
  const throwing = `export default {
    title: "Throws", duration: "3 hours", cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds" }] },
    recovery: { policy: () => { throw new Error("no such node"); } },
    budget: "at most 1 node.crash fault", thresholds: ["availability >= 1 %"],
  };`;
  const experiment = join(folder({ "throws.ts": throwing }), "throws.ts");
  const { exitCode, out, err } = await call({ experiment });
  expect(exitCode).toBe(2);
  expect(out).toBe("");
  expect(err).toMatch(/throws\.ts:5:39 recovery\.policy: threw: no such node\n/);
  expect(err).toMatch(/broke off: recovery\.policy threw: no such node, with\n {2}node\.crash of /);
  expect(err).toContain(`Hunt again: pnpm ordeal hunt ${experiment} --seed 1\n`);
});

describe("hunt --json", () => {
  const keys = [
    "ordeal",
    "experiment",
    "seed",
    "budget",
    "found",
    "interrupted",
    "findings",
    "assumed",
    "timelines",
    "checked",
  ];

  test("prints one document on stdout and the summary on stderr", async () => {
    const { out, err } = await call({ experiment: weak(), json: true });
    const document = JSON.parse(out);
    expect(Object.keys(document)).toEqual([...keys, "worst", "counterexample", "coverage", "command"]);
    expect(document).toMatchObject({ experiment: "small", seed: 1, found: true, interrupted: false });
    expect(document.timelines).toBe(document.counterexample.found.index + 1);
    expect(document.worst.harm).toBeGreaterThan(0);
    expect(document.counterexample).toMatchObject({ isMinimal: true, isVerified: true });
    expect(document.coverage[0]).toEqual({
      kind: expect.any(String),
      phase: expect.any(String),
      hits: expect.any(Number),
    });
    expect(err).toContain("BROKEN");
  });

  test("has no counterexample where none was found", async () => {
    const { out, err } = await call({ experiment: sound(), json: true, timelines: 64 });
    const document = JSON.parse(out);
    expect(Object.keys(document)).toEqual([...keys, "worst", "coverage", "command"]);
    expect(document).toMatchObject({ found: false, timelines: 64 });
    expect(document.worst.harm).toBeLessThanOrEqual(0);
    expect(err).toContain("HELD");
  });

  test("tells problems as a document too", async () => {
    const { exitCode, out } = await call({ experiment: experimentFile({ seed: "-1" }), json: true });
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ found: false, problems: [{ line: 2, path: ["seed"] }] });
  });
});

describe("a hunt is refused, and tries nothing,", () => {
  test.each([
    ["has a number of timelines below 1", { timelines: 0 }, "--timelines expected a number from 1"],
    ["has more timelines than anybody waits for", { timelines: 2e9 }, "--timelines expected a number from 1"],
    ["has a time that is none", { time: "soon" }, '--time expected a duration such as "10 minutes", found "soon"'],
    ["has no time", { time: "0 seconds" }, "--time expected a duration"],
    ["has a seed below 0", { seed: -1 }, "--seed expected a number from 0"],
    ["has a seed beyond 32 bits", { seed: 2 ** 32 }, "--seed expected a number from 0"],
    ["has no worker", { workers: 0 }, "--workers expected a number from 1 to 64"],
    ["has too many workers", { workers: 65 }, "--workers expected a number from 1 to 64"],
    ["has a path that is none", { path: "0-3" }, "--path expected WORKER/TIMELINE:STEPS"],
    ["has a path of a worker that it has not", { path: "2/7:1", workers: 2 }, "expected --workers 3 or more, found 2"],
    ["has an override that is none", { set: ["nonsense"] }, "--set nonsense: expected path=value"],
  ])("when it %s", async (_, given, said) => {
    const { exitCode, out, err } = await call({ experiment: weak(), ...given });
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(said);
  });

  test.each([
    ["allows nothing", "at most 0 faults", "budget: allows no fault at all"],
    ["is longer apart than the run", "at most 2 faults, any two at least 4 hours apart", "expected less than 3 hours"],
    ["names faults that are none", "at most 2 cad faults", "expected faults of a family (card, node"],
    ["turns its durations round", "{ faults: 1, durations: { from: 1 hour, to: 1 minute } }", "budget.durations: "],
  ])("when its budget %s", async (_, budget, said) => {
    const { exitCode, out, err } = await call({ experiment: weak({ budget }) });
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/small\.yaml:\d+:\d+ budget/);
    expect(err).toContain(said);
    expect(err).toContain("nothing was tried");
  });

  test("when its budget names kinds that the cluster cannot have", async () => {
    const cluster = "{ name: small, nodes: 6, nodesPerSupernode: 6, scaleUp: { planes: 0 }, scaleOut: { uplinks: 0 } }";
    const { exitCode, err } = await call({ experiment: weak({ cluster, budget: "at most 1 switch fault" }) });
    expect(exitCode).toBe(2);
    expect(err).toContain("there is nothing that switch could strike");
  });

  test.each([
    ["out", "found"],
    ["junit", "found/hunt.xml"],
    ["markdown", "found/hunt.md"],
  ])("when there is no place for its --%s", async (flag, name) => {
    const at = folder({ found: "a file" });
    const { exitCode, out, err } = await call({ experiment: weak(), [flag]: join(at, name) });
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(`--${flag} ${join(at, name)} cannot be written: ${join(at, "found")} is not a directory`);
  });

  test.each([
    ["0/0:", "the timeline that it names breaks nothing here"],
    ["0/3:99999", "breaks nothing here"],
  ])("when its path %s leads nowhere", async (path, said) => {
    const { exitCode, out, err } = await call({ experiment: weak(), path });
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(`--path ${path} leads nowhere`);
    expect(err).toContain(said);
  });

  test("when the steps of its path lead nowhere", async () => {
    const experiment = weak();
    const { command } = JSON.parse((await call({ experiment, json: true })).out);
    const path = `${/--path (\S+:)/.exec(command)?.[1]}99999`;
    const { exitCode, err } = await call({ experiment, path });
    expect(exitCode).toBe(2);
    expect(err).toContain("the steps that it names break nothing here");
  });
});
