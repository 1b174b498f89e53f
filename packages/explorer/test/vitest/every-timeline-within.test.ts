import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { everyTimeline, everyTimelineWithin, type Kept } from "../../src/vitest/every-timeline-within.ts";
import { everyTimelineWithin as published } from "../../src/vitest/index.ts";
import { breakable, experimentOf } from "../hunt/support.ts";
import { folder, storyIn } from "./support.ts";

const sound = experimentOf();
/** Any two crashes break it, the second while the job is down. */
const { budget: _, ...withoutBudget } = breakable;
const weak = experimentOf(withoutBudget);
const TWO_CRASHES = "at most 1 card.crash fault and 1 node.crash fault, any two at least 30 seconds apart";

const weakly = (kept: Partial<Kept> = {}) => everyTimeline(TWO_CRASHES, { keepsTheTargetOf: weak, seed: 1, ...kept });

// One that holds, as people write it: it is a test of this run.
everyTimelineWithin("at most 1 link.degrade fault", { keepsTheTargetOf: sound, seed: 1, timelines: 50 });

test("is what the package gives to tests", () => {
  expect(published).toBe(everyTimelineWithin);
});

describe("every timeline within a budget", () => {
  test("reads as a sentence, with the seed and how hard is looked", () => {
    const { name } = everyTimeline("at most 2 card faults, any two at least 1 hour apart", {
      keepsTheTargetOf: sound,
      seed: 20260326,
      timelines: 50,
    });
    expect(name).toBe(
      'every timeline within "at most 2 card faults, any two at least 1 hour apart" keeps the target of "A small test" (seed 20260326, 50 timelines)',
    );
  });

  test("may be written as a mapping too", () => {
    const { name } = everyTimeline({ atMost: { link: 1 }, apart: "1 minute" }, { keepsTheTargetOf: sound, seed: 1 });
    expect(name).toContain('every timeline within "at most 1 link fault, any two at least 1 minute apart"');
    expect(name).toContain("1000 timelines");
  });

  test("keeps the target of a sound experiment, and nothing is saved", () => {
    const counterexamples = join(folder(), "kept");
    const kept = { keepsTheTargetOf: sound, seed: 1, timelines: 50, counterexamples };
    expect(storyIn(everyTimeline("at most 1 link.degrade fault", kept))).toBeUndefined();
    expect(existsSync(counterexamples)).toBe(false);
  });

  test("does not keep that of a weak one: the shrunk story, how hard was looked, and the command for it again", () => {
    const story = storyIn(weakly()) ?? "";
    expect(story).toMatch(/^recoveryTime max <= 12 minutes: not with 2 faults\n/);
    expect(story).toMatch(/1\. at \d\d:00:00, .*: (card|node)\.crash of sn00\/n00/);
    expect(story).toContain("without this one the target holds");
    expect(story).toContain("Why that breaks it: recoveryTime max <= 12 minutes, and the run came to ");
    expect(story).toMatch(/\d+ timelines, \d+ of them with every invariant checked/);
    expect(story).toMatch(/\nFound as timeline \d+ of 1000, seed 1\.\nAgain: pnpm vitest run some\.test\.ts$/);
  });

  test("comes to the same with the same seed", () => {
    expect(storyIn(weakly())).toBe(storyIn(weakly()));
  });

  test("goes by the budget of the test, and not by that of the experiment", () => {
    const lavish = experimentOf(breakable);
    const kept = { keepsTheTargetOf: lavish, seed: 1, timelines: 200 };
    expect(storyIn(everyTimeline("at most 1 link.degrade fault", kept))).toBeUndefined();
  });

  test("says so where the target is broken without any scripted fault", () => {
    const broken = experimentOf({ thresholds: ["checkpointOverhead <= 0 %"] });
    const counterexamples = join(folder(), "kept");
    const story = storyIn(weakly({ keepsTheTargetOf: broken, counterexamples }));
    expect(story).toContain("not even without a scripted fault");
    expect(story).toContain("Found without any scripted fault, seed 1.");
    expect(existsSync(counterexamples)).toBe(false);
  });
});

describe("a counterexample", () => {
  const kept = () => join(folder(), "kept");
  const named = (counterexamples: string, name: string) => join(counterexamples, `${name}.timeline.yaml`);

  test("is saved with its story, on the file and overrides that the experiment was read from", () => {
    const counterexamples = kept();
    const file = join(counterexamples, "../small.yaml");
    const overrides = ["seed=7", "recovery.restart=10 minutes"].map((one) => {
      const [path = "", value = ""] = one.split("=");
      return { written: { path, value } };
    });
    const story = storyIn(weakly({ keepsTheTargetOf: { experiment: weak, file, overrides }, counterexamples }));
    const saved = named(counterexamples, "a-small-test-seed-1");
    expect(story).toMatch(/\nSaved: \S+kept\/a-small-test-seed-1\.timeline\.yaml\nAgain: pnpm ordeal replay \S+$/);
    expect(story?.endsWith("kept/a-small-test-seed-1.timeline.yaml")).toBe(true);
    const text = readFileSync(saved, "utf8");
    expect(text).toMatch(/^# recoveryTime max <= 12 minutes: not with 2 faults\n/);
    expect(parse(text)).toMatchObject({ on: "../small.yaml", seed: 7, set: ["recovery.restart=10 minutes"] });
    expect(parse(text).faults).toHaveLength(2);
  });

  test("runs first from then on, is not saved twice, and names its file", () => {
    const counterexamples = kept();
    storyIn(weakly({ counterexamples }));
    const story = storyIn(weakly({ counterexamples, seed: 99, timelines: 1 }));
    expect(story).toContain("2 timelines, ");
    expect(story).toMatch(/Found by the counterexample \S+a-small-test-seed-1\.timeline\.yaml\.\nAgain: /);
    expect(readdirSync(counterexamples)).toEqual(["a-small-test-seed-1.timeline.yaml"]);
  });

  test("that was fixed stays beside a new one of the same seed", () => {
    const counterexamples = kept();
    storyIn(weakly({ counterexamples }));
    const first = readFileSync(named(counterexamples, "a-small-test-seed-1"), "utf8");
    const fixed = experimentOf({ ...withoutBudget, thresholds: ["lostWork max <= 9 minutes"] });
    const story = storyIn(weakly({ keepsTheTargetOf: fixed, counterexamples }));
    expect(story).toContain("Saved: ");
    expect(readFileSync(named(counterexamples, "a-small-test-seed-1"), "utf8")).toBe(first);
    expect(parse(readFileSync(named(counterexamples, "a-small-test-seed-1-2"), "utf8")).title).toContain("lostWork");
  });
});

describe("before anything is searched, it is an error", () => {
  const kept: Kept = { keepsTheTargetOf: sound, seed: 1 };

  test.each([undefined, -1, 1.5, 2 ** 32, Number.NaN, "7"])("to have %s for a seed", (seed) => {
    const without = { ...kept, seed } as Kept;
    expect(() => everyTimeline("at most 1 card fault", without)).toThrow(
      /^everyTimelineWithin needs a seed, a whole number from 0 to 4294967295, .* Add, for example, seed: \d+$/,
    );
    expect(() => everyTimelineWithin("at most 1 card fault", without)).toThrow("needs a seed");
  });

  test.each([0, -5, 2.5, Number.NaN, Number.POSITIVE_INFINITY])("to try %s timelines", (timelines) => {
    expect(() => everyTimeline("at most 1 card fault", { ...kept, timelines })).toThrow(
      `expected a whole number of timelines above 0, found ${timelines}`,
    );
  });

  test.each([
    ["allows nothing", "at most 0 faults", "budget: allows no fault at all"],
    ["is no sentence", "whatever", "budget: "],
    ["names faults that are none", "at most 1 cad fault", "expected faults of a family"],
    ["is longer apart than the run", "at most 2 faults, any two at least 1 day apart", "expected less than 6 hours"],
    ["turns its durations round", { faults: 1, durations: { from: "1 hour", to: "1 minute" } }, "budget.durations: "],
    ["has a field that is none", { atmost: { card: 1 } }, "budget"],
  ])("to have a budget that %s", (_, budget, said) => {
    expect(() => everyTimeline(budget, kept)).toThrow(said);
  });

  test.each([
    ["is no YAML", "faults: [", /bad\.timeline\.yaml:\d+ /],
    ["lacks its faults", "title: Edited\n", /bad\.timeline\.yaml:1 faults: is required/],
    ["has a time that is none", "title: a\nfaults:\n  - kind: card.crash\n    at: teatime\n", /:4 faults\[0\]\.at: /],
    ["lacks a time", "title: a\nfaults:\n  - kind: card.crash\n", /bad\.timeline\.yaml:3 faults\[0\]: /],
    [
      "strikes what is not there",
      "title: a\nfaults:\n  - { kind: card.crash, at: 1 hour,\n      target: sn09/n00/c0 }\n",
      /bad\.timeline\.yaml:4 faults\[0\]\.target: sn09\/n00\/c0 does not exist/,
    ],
    [
      "strikes after the end",
      "title: a\nfaults:\n  - { kind: card.crash, target: sn00/n00/c0, at: 7 hours }\n",
      /bad\.timeline\.yaml:3 faults\[0\]\.at: expected a time before the run ends/,
    ],
    [
      "names components of another cluster",
      "title: a\nfaults:\n  - { kind: card.crash, at: 1 hour, component: rack-7 }\n",
      /bad\.timeline\.yaml:3 faults\[0\]\.component: names a component of another cluster/,
    ],
    ["has an alias of nothing", "title: *nobody\nfaults: []\n", /bad\.timeline\.yaml: Unresolved alias/],
  ])("to have a counterexample that %s", (_, text, said) => {
    const counterexamples = folder({ "bad.timeline.yaml": text });
    const property = everyTimeline("at most 1 link.degrade fault", { ...kept, counterexamples });
    expect(() => property.check("pnpm vitest run some.test.ts")).toThrow(said);
  });

  test("but other files may lie beside the counterexamples", () => {
    const counterexamples = folder({ "README.md": "# Ours" });
    writeFileSync(join(counterexamples, "small.test.ts"), "not a timeline");
    const property = everyTimeline("at most 1 link.degrade fault", { ...kept, timelines: 10, counterexamples });
    expect(storyIn(property)).toBeUndefined();
  });
});
