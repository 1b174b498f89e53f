import { expect, test } from "vitest";
import { LeastGain } from "../../src/audit/least-gain.ts";

test("the least gain over a window is bounded by what its marks allow", () => {
  const gain = new LeastGain(10);
  for (const [atUs, least, most] of [
    [4, 4, 4],
    [10, 10, 10],
    [12, 10, 10],
    [20, 10, 12],
  ] as const)
    gain.mark(atUs, least, most);
  // From 0 to 10 it gained 10, from 10 to 20 at most 2.
  expect(gain.most).toBe(2);
});

test("nothing is known before a whole window has passed", () => {
  const gain = new LeastGain(10);
  gain.mark(9, 0, 0);
  expect(gain.most).toBe(Number.POSITIVE_INFINITY);
});
