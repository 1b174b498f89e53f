import { expect, test } from "vitest";
import { experiments, goldenOf, readGolden } from "./golden/journals.ts";

const kept = readGolden();

test("every experiment has its golden run, and every golden run its experiment", () => {
  expect(kept.map(({ experiment }) => experiment)).toEqual(experiments());
});

test.each(kept)("$experiment gives the journal it gave", async (golden) => {
  const explain = `explain it: pnpm golden --explain ${golden.experiment}; if it is meant: pnpm golden --update`;
  expect(await goldenOf(golden.experiment), explain).toEqual(golden);
});
