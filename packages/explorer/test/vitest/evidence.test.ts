import { expect, test } from "vitest";
import { expectEvidence } from "../../src/vitest/property.ts";

test("a property that held by nothing did not hold", () => {
  expect(() => expectEvidence({ isJudged: false, scripted: 1, struck: 1 })).toThrow("nothing was judged");
  expect(() => expectEvidence({ isJudged: true, scripted: 5, struck: 0 })).toThrow("nothing was put to the test");
  expect(() => expectEvidence({ isJudged: true, scripted: 5, struck: 1 })).not.toThrow();
});
