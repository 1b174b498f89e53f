import { streamOf } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { fitSpread } from "../../src/fit/lemons.ts";

const counts = (means: ReadonlyArray<number>): ReadonlyArray<number> => {
  const stream = streamOf(3, "lemons");
  return means.map((mean) => {
    let count = 0;
    for (let left = mean - stream.exponential(); left > 0; left -= stream.exponential()) count++;
    return count;
  });
};

describe("how faults are spread over nodes", () => {
  test("where all nodes are alike, the worst tenth carries what chance gives it, and there are no lemons", () => {
    const spread = fitSpread(counts(new Array<number>(1_000).fill(1.5)), 1_000);
    expect(spread?.worstTenth).toBeCloseTo(spread?.worstTenthByChance ?? 0, 1);
    expect(spread?.chance).toBeGreaterThan(0.01);
    expect(spread?.lemons).toBeUndefined();
  });

  test("a tenth of the nodes that carries half of the faults is found", () => {
    const means = Array.from({ length: 1_000 }, (_, node) => (node < 100 ? 7.5 : 0.8333));
    const lemons = fitSpread(counts(means), 1_000)?.lemons;
    expect(lemons?.share.value).toBeCloseTo(0.1, 1);
    expect(lemons?.faults.value).toBeCloseTo(0.5, 1);
  });

  test("nodes without a fault count, also where the record names none of them", () => {
    const spread = fitSpread(new Array<number>(30).fill(1), 300);
    expect(spread?.counts.slice(0, 2).map(({ nodes }) => nodes)).toEqual([270, 30]);
    // All on a tenth of the nodes; by chance the worst tenth of 300 carries all of 30 as well, or nearly.
    expect(spread?.worstTenth).toBe(1);
  });

  test("the share of the worst tenth, by hand: one node in part", () => {
    // 15 nodes: the worst tenth is one and a half, 10 + 6/2 of 32.
    expect(fitSpread([10, 6, 4, 4, 4, 4], 15)?.worstTenth).toBeCloseTo(13 / 32);
  });

  test("too few faults tell nothing", () => {
    expect(fitSpread([5, 5, 5], 100)).toBeUndefined();
  });
});
