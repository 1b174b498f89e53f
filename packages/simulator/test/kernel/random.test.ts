import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Stream, streamOf, streamsOf } from "../../src/kernel/random.ts";

/** Two-sided 99.9 % quantile of the normal law. */
const Z = 3.29;

const times = <T>(count: number, draw: (i: number) => T) => Array.from({ length: count }, (_, i) => draw(i));
const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sequence = (stream: Stream) => times(8, () => stream.uniform());

/** How far the chi-square statistic of these cells lies from its mean, in standard deviations; too even counts too. */
const unevenness = (cells: ReadonlyArray<number>, count: number) => {
  const seen = new Array<number>(count).fill(0);
  for (const cell of cells) seen[cell] = (seen[cell] as number) + 1;
  const expected = cells.length / count;
  const chiSquare = seen.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  return Math.abs(chiSquare - (count - 1)) / Math.sqrt(2 * (count - 1));
};

const fresh: ReadonlyArray<readonly [string, (i: number) => Stream]> = [
  ["consecutive seeds", (i) => streamOf(i, "card crash")],
  ["consecutive seeds near the largest", (i) => streamOf(4_294_967_295 - i, "card crash")],
  ["names that differ by a number", (i) => streamOf(1, `card crash#${i}`)],
  ["names that differ by a letter", (i) => streamOf(1, String.fromCharCode(i))],
  ["consecutive ordinals", (i) => streamsOf(1, "card crash").at(i)],
  ["ordinals far apart by the same step", (i) => streamsOf(1, "card crash").at(i * 2 ** 36)],
];

describe.each(fresh)("the first draws of %s", (_, streamAt) => {
  const count = 50_000;
  const first = times(count, (i) => streamAt(i).uniform());

  test("are uniform", () => {
    const cells = first.map((u) => Math.floor(u * 1_000));
    expect(unevenness(cells, 1_000)).toBeLessThan(Z);
  });

  test("are uniform in their last bits too", () => {
    const cells = first.map((u) => (u * 2 ** 53) % 1_024);
    expect(unevenness(cells, 1_024)).toBeLessThan(Z);
  });

  test("are uncorrelated from one stream to the next", () => {
    const pairs = times(count - 1, (i) => [first[i] as number, first[i + 1] as number] as const);
    const correlation = mean(pairs.map(([a, b]) => (a - 0.5) * (b - 0.5) * 12));
    expect(Math.abs(correlation)).toBeLessThan(Z / Math.sqrt(count));
    const cells = pairs.map(([a, b]) => Math.floor(a * 16) * 16 + Math.floor(b * 16));
    expect(unevenness(cells, 256)).toBeLessThan(Z);
  });

  test("say nothing about the second draws", () => {
    const cells = times(count, (i) => {
      const stream = streamAt(i);
      return stream.index(16) * 16 + stream.index(16);
    });
    expect(unevenness(cells, 256)).toBeLessThan(Z);
  });
});

const seed = fc.maxSafeNat();
const name = fc.string({ maxLength: 20 });
const ordinal = fc.maxSafeNat();

test("the same seed and name give the same sequence", () => {
  fc.assert(
    fc.property(seed, name, ordinal, (s, n, i) => {
      expect(sequence(streamOf(s, n))).toEqual(sequence(streamOf(s, n)));
      expect(sequence(streamsOf(s, n).at(i))).toEqual(sequence(streamsOf(s, n).at(i)));
    }),
    { seed: 1 },
  );
});

test("another seed, name or ordinal gives another sequence", () => {
  const differ = (a: Stream, b: Stream) => expect(sequence(a)).not.toEqual(sequence(b));
  fc.assert(
    fc.property(seed, seed, name, name, ordinal, ordinal, (s, t, n, m, i, j) => {
      if (s !== t) differ(streamOf(s, n), streamOf(t, n));
      if (n !== m) differ(streamOf(s, n), streamOf(s, m));
      if (n !== m) differ(streamsOf(s, n).at(i), streamsOf(s, m).at(i));
      if (i !== j) differ(streamsOf(s, n).at(i), streamsOf(s, n).at(j));
      differ(streamOf(s, n), streamsOf(s, n).at(i));
    }),
    { seed: 1 },
  );
});

test("seeds that agree in their low 32 bits differ all the same", () => {
  expect(sequence(streamOf(1 + 2 ** 32, "hbm"))).not.toEqual(sequence(streamOf(1, "hbm")));
});

test("an ordinal is not two letters more of the name", () => {
  expect(sequence(streamsOf(1, "hbm").at(97))).not.toEqual(sequence(streamOf(1, "hbma\0")));
});

test("an ordinal's stream starts from its beginning at each call, whatever else was drawn meanwhile", () => {
  const family = streamsOf(3, "nic");
  const whole = sequence(family.at(5));
  const stream = family.at(5);
  const interrupted = times(8, (i) => {
    streamOf(i, "another").uniform();
    family.at(i).normal();
    return stream.uniform();
  });
  expect(interrupted).toEqual(whole);
});

test("the sequence of a seed and name stays what it was in earlier versions", () => {
  const stream = streamOf(42, "hbm");
  expect([stream.uniform(), stream.index(14_000)]).toEqual([0.43084365564169735, 7952]);
  expect(streamsOf(42, "hbm").at(7).uniform()).toBe(0.43407402001237516);
});

test("index stays in its range and fills it evenly", () => {
  const stream = streamOf(1, "index");
  for (const n of [2, 3, 7, 16, 100, 1_000]) {
    const drawn = times(100_000, () => stream.index(n));
    expect(unevenness(drawn, n), `n = ${n}`).toBeLessThan(Z);
  }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (n) => {
      const i = stream.index(n);
      expect(Number.isInteger(i) && i >= 0 && i < n, `index(${n}) gave ${i}`).toBe(true);
    }),
    { seed: 1 },
  );
});

test("index has no bias where the remainder or the product of a draw would have", () => {
  const stream = streamOf(1, "index");
  for (const n of [3 * 2 ** 30, 3 * 2 ** 51]) {
    const drawn = times(100_000, () => stream.index(n));
    const thirds = drawn.map((i) => Math.floor((i / n) * 3));
    const remainders = drawn.map((i) => i % 3);
    expect(unevenness(thirds, 3)).toBeLessThan(Z);
    expect(unevenness(remainders, 3)).toBeLessThan(Z);
  }
});

test("index refuses an empty range", () => {
  expect(() => streamOf(1, "index").index(0)).toThrow("found 0");
});

test("exponential draws have mean 1 and variance 1", () => {
  const stream = streamOf(1, "exponential");
  const drawn = times(200_000, () => stream.exponential());
  expect(Math.min(...drawn.slice(0, 1_000))).toBeGreaterThanOrEqual(0);
  expect(Math.abs(mean(drawn) - 1)).toBeLessThan(Z / Math.sqrt(drawn.length));
  // The fourth central moment of the law is 9.
  expect(Math.abs(mean(drawn.map((x) => (x - 1) ** 2)) - 1)).toBeLessThan(Z * Math.sqrt(8 / drawn.length));
});

test("normal draws have the moments and the tails of the normal law", () => {
  const stream = streamOf(1, "normal");
  const drawn = times(200_000, () => stream.normal());
  const root = Math.sqrt(drawn.length);
  expect(Math.abs(mean(drawn))).toBeLessThan(Z / root);
  expect(Math.abs(mean(drawn.map((x) => x ** 2)) - 1)).toBeLessThan((Z * Math.sqrt(2)) / root);
  expect(Math.abs(mean(drawn.map((x) => x ** 3)))).toBeLessThan((Z * Math.sqrt(15)) / root);
  expect(Math.abs(mean(drawn.map((x) => x ** 4)) - 3)).toBeLessThan((Z * Math.sqrt(96)) / root);
  const tail = mean(drawn.map((x) => (Math.abs(x) > 1.959964 ? 1 : 0)));
  expect(Math.abs(tail - 0.05)).toBeLessThan((Z * Math.sqrt(0.05 * 0.95)) / root);
});

test("gamma draws have the moments of the gamma law, whatever its shape", () => {
  for (const shape of [1, 1.05, 4 / 3, 1 + 1 / 0.62, 11]) {
    const stream = streamOf(1, "gamma");
    const drawn = times(100_000, () => stream.gamma(shape));
    const root = Math.sqrt(drawn.length);
    expect(Math.min(...drawn.slice(0, 1_000))).toBeGreaterThan(0);
    expect(Math.abs(mean(drawn) - shape), `shape ${shape}`).toBeLessThan((Z * Math.sqrt(shape)) / root);
    // The fourth central moment of the law is 3k² + 6k.
    const spread = Math.sqrt(2 * shape ** 2 + 6 * shape);
    expect(Math.abs(mean(drawn.map((x) => (x - shape) ** 2)) - shape)).toBeLessThan((Z * spread) / root);
  }
});

test("gamma draws of shape 1 are exponential", () => {
  const stream = streamOf(1, "gamma");
  const drawn = times(100_000, () => stream.gamma(1));
  for (const t of [0.1, 0.7, 2, 4]) {
    const chance = Math.exp(-t);
    const seen = mean(drawn.map((x) => (x > t ? 1 : 0)));
    expect(Math.abs(seen - chance)).toBeLessThan((Z * Math.sqrt(chance * (1 - chance))) / Math.sqrt(drawn.length));
  }
  expect(() => streamOf(1, "gamma").gamma(0.5)).toThrow("found 0.5");
});
