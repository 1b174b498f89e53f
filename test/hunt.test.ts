import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readExperiment } from "@ordeal/cli";
import { faultInWords, Hunt, isBroken, shrink, stageOf, storyOf, storyText, Trials } from "@ordeal/explorer";
import { describe, expect, test } from "vitest";

const folder = join(import.meta.dirname, "..", "fixtures", "policies");
const fixtures = readdirSync(folder).filter((name) => name.endsWith(".ts"));

/** How many timelines a hunt may try for a planted weakness. */
const TIMELINES_MAX = 60_000;
const seeds = [1, 2, 3];

/** How many faults the smallest timeline has, as the fixture itself says. */
const smallestOf = (name: string): number => {
  const text = readFileSync(join(folder, name), "utf8").replace(/\s+\*?\s*/g, " ");
  const [, count] = /Smallest timeline that shows it: (\d+) faults?\b/.exec(text) ?? [];
  return Number(count);
};

const experimentOf = async (name: string) => (await readExperiment(join(folder, name))).experiment;

test("there are fixtures with planted weaknesses", () => {
  expect(fixtures.length).toBeGreaterThanOrEqual(6);
});

describe.each(fixtures)("the weakness planted in %s", (name) => {
  test("is not shown by a run without scripted faults", async () => {
    const trials = new Trials(stageOf(await experimentOf(name)));
    const { harm, violations, margins } = trials.check([]);
    expect(harm).toBeLessThanOrEqual(0);
    expect(violations).toEqual([]);
    expect(margins.map(({ held }) => held)).not.toContain(false);
  });

  test.each(seeds)("is found with seed %i, and shrunk to the size that the fixture states", async (seed) => {
    const hunt = new Hunt(await experimentOf(name), { seed });
    hunt.advance(TIMELINES_MAX);
    if (hunt.found === undefined) throw new Error(`${hunt.tried} timelines, and nothing was found`);
    const shrunk = shrink(hunt.trials, hunt.found.trial.timeline);
    const { trial } = shrunk;
    expect(trial.timeline).toHaveLength(smallestOf(name));
    expect(isBroken(trial)).toBe(true);
    expect(shrunk).toMatchObject({ isMinimal: true, isVerified: true });

    const story = storyOf(hunt.trials, trial);
    const text = storyText(story).join("\n");
    for (const fault of trial.timeline) expect(text).toContain(faultInWords(fault));
    expect(story.chapters.map(({ without }) => without.isBroken)).not.toContain(true);
    expect(text).toMatch(/Why that breaks it: |Invariant "/);
  });
});
