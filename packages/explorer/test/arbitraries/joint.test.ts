import fc from "fast-check";
import { expect, test } from "vitest";
import { joint } from "../../src/arbitraries/joint.ts";

/** What a property that never holds from some size on goes through: all that is drawn, and how it shrinks. */
const seenOf = (arbitrary: fc.Arbitrary<ReadonlyArray<unknown>>, seed: number) => {
  const seen: Array<ReadonlyArray<unknown>> = [];
  const isSmall = (value: ReadonlyArray<unknown>) => {
    seen.push(value);
    return JSON.stringify(value).length < 12;
  };
  const { counterexamplePath, counterexample } = fc.check(fc.property(arbitrary, isSmall), { seed, numRuns: 50 });
  return { seen, counterexamplePath, counterexample };
};

test("parts that are drawn together are drawn, and shrink, as a tuple that is mapped", () => {
  const parts = [fc.nat(1_000), fc.array(fc.integer({ min: -9, max: 99 })), fc.option(fc.boolean())] as const;
  const swap = ([a, b, c]: readonly [number, Array<number>, boolean | null]) => [c, a, b] as const;
  const nest = (value: ReadonlyArray<unknown>) => [value, value.length];
  for (let seed = 1; seed <= 40; seed++)
    expect(seenOf(joint(parts, swap).map(nest), seed)).toEqual(
      seenOf(
        fc
          .tuple(...parts)
          .map(swap)
          .map(nest),
        seed,
      ),
    );
});
