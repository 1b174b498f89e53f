import fc from "fast-check";
import { expect, test } from "vitest";
import { permutationOf } from "../../src/kernel/permutation.ts";
import { streamOf, streamsOf } from "../../src/kernel/random.ts";

/** Two-sided 99.9 % quantile of the normal law. */
const Z = 3.29;

const add = (counts: Float64Array, cell: number) => {
  counts[cell] = (counts[cell] as number) + 1;
};

const isBijection = (n: number, seed: number): boolean => {
  const permutation = permutationOf(n, streamOf(seed, "permutation"));
  const seen = new Uint8Array(n);
  for (let i = 0; i < n; i++) seen[permutation.at(i)] = 1;
  return seen.every((hit) => hit === 1);
};

test("every number of the range comes out exactly once", () => {
  const size = fc.integer({ min: 0, max: 3_000 });
  fc.assert(
    fc.property(size, fc.nat(), (n, seed) => isBijection(n, seed)),
    { seed: 1, numRuns: 300 },
  );
  for (let n = 0; n <= 130; n++) expect(isBijection(n, n), `n = ${n}`).toBe(true);
  for (const n of [65_535, 65_536, 65_537, 1_000_000]) expect(isBijection(n, 1), `n = ${n}`).toBe(true);
});

test("the largest ranges stay inside themselves", () => {
  for (const n of [2 ** 31, 2 ** 31 - 1, 2 ** 30 + 1]) {
    const permutation = permutationOf(n, streamOf(1, "permutation"));
    const drawn = new Set<number>();
    for (let i = 0; i < 1_000; i++) drawn.add(permutation.at(n - 1 - i));
    expect(drawn.size).toBe(1_000);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(n);
  }
});

test("over the keys every pair of places gets every pair of numbers alike", () => {
  const keys = streamsOf(1, "keys");
  const runs = 20_000;
  for (const n of [2, 3, 4, 5, 8, 13, 24, 48]) {
    const seen = new Float64Array(n * n);
    for (let key = 0; key < runs; key++) {
      const permutation = permutationOf(n, keys.at(key));
      add(seen, permutation.at(0) * n + permutation.at(n - 1));
    }
    const expected = runs / (n * (n - 1));
    const freedom = n * (n - 1) - 1;
    let chiSquare = 0;
    for (let cell = 0; cell < n * n; cell++) {
      if (cell % n !== Math.floor(cell / n)) chiSquare += ((seen[cell] as number) - expected) ** 2 / expected;
      else expect(seen[cell]).toBe(0);
    }
    expect((chiSquare - freedom) / Math.sqrt(2 * freedom), `n = ${n}`).toBeLessThan(Z);
  }
});

test("neighbours are spread over the whole range", () => {
  const n = 14_000;
  const permutation = permutationOf(n, streamOf(1, "permutation"));
  const steps = new Float64Array(20);
  for (let i = 0; i + 1 < n; i++) {
    const step = (permutation.at(i + 1) - permutation.at(i) + n) % n;
    add(steps, Math.floor((step * 20) / n));
  }
  const expected = (n - 1) / 20;
  const chiSquare = steps.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect((chiSquare - 19) / Math.sqrt(38)).toBeLessThan(Z);
});

test("a range beyond 2^31 is refused", () => {
  expect(() => permutationOf(2 ** 31 + 1, streamOf(1, "permutation"))).toThrow("2147483649");
});
