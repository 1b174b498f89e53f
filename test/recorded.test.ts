/** The simulator's core against what an earlier one made of the same scenarios: see `recorded/record.ts`. */
import { expect, test } from "vitest";
import { readRecorded, runAll } from "./recorded/runs.ts";

test("two thousand random scenarios run as they did when they were recorded, heard or not", () => {
  const recorded = readRecorded();
  const now = runAll();
  expect(now).toHaveLength(recorded.length);
  const drawn = now.flatMap(({ scenario }, index) => (scenario === recorded[index]?.scenario ? [] : [index]));
  expect(
    drawn,
    "the generators draw other scenarios than those recorded: record those of a trusted core again",
  ).toEqual([]);
  const differing = now.flatMap((run, index) => {
    const { heard, unheard } = recorded[index] ?? {};
    return run.heard === heard && run.unheard === unheard ? [] : [index];
  });
  expect(differing).toEqual([]);
});
