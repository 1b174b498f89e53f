import { expect, test } from "vitest";
import { counted, humanMetric, humanMetricAgainst, sharePercent } from "../../src/print/number.ts";

test.each([
  [0.9483, "ratio", "94.83 %"],
  [150, "duration", "2 min 30 s"],
  [14_000, "count", "14,000"],
  [2.88e18, "flops", "2.88 EFLOPS"],
  [24.63e15, "flops", "24.6 PFLOPS"],
  [7.24e6, "kWh", "7.24 GWh"],
  [0.239, "kWh", "239 Wh"],
] as const)("%d as a %s reads %s", (value, unit, read) => {
  expect(humanMetric(value, unit)).toBe(read);
});

test("a share just below its limit never reads as the limit", () => {
  expect(humanMetricAgainst(0.949996, 0.95, "ratio")).toBe("94.9996 %");
  expect(humanMetricAgainst(0.9312, 0.95, "ratio")).toBe("93.12 %");
  expect(humanMetricAgainst(0.95, 0.95, "ratio")).toBe("95.00 %");
  expect(humanMetricAgainst(600.25, 600, "duration")).toBe("600.25 s");
  expect(humanMetricAgainst(602, 600, "duration")).toBe("10 min 2 s");
});

test("a share that is small but not nothing says so", () => {
  expect(sharePercent(0.00001)).toBe("<0.01 %");
  expect(sharePercent(0)).toBe("0.00 %");
});

test("nouns follow their count", () => {
  expect(counted(1, "fault")).toBe("1 fault");
  expect(counted(14_000, "card")).toBe("14,000 cards");
  expect(counted(0, "fault")).toBe("0 faults");
});
