import { expect, test } from "vitest";
import { TimeShares } from "../../src/audit/time-shares.ts";

test("values count by how long they lasted", () => {
  const shares = new TimeShares(0);
  shares.change(60, 2);
  shares.change(95, 1);
  expect(shares.statistics(100)).toEqual({ mean: (35 * 2 + 5 * 3) / 100, p50: 0, p90: 2, p99: 3, max: 3 });
});

test("there are none of no time", () => {
  expect(new TimeShares(4).statistics(0)).toEqual({ mean: null, p50: null, p90: null, p99: null, max: null });
});
