import { expect, test } from "vitest";
import { victimsOf } from "../../src/hazards/victims.ts";
import { streamOf } from "../../src/kernel/random.ts";

/** Two-sided 99.9 % quantile of the normal law. */
const Z = 3.29;
const COUNT = 200_000;

const strikes = (law: Parameters<typeof victimsOf>[0], n: number) => {
  const victim = victimsOf(law, n, streamOf(1, "lemons"));
  const stream = streamOf(1, "victims");
  const seen = new Array<number>(n).fill(0);
  for (let i = 0; i < COUNT; i++) {
    const struck = victim.draw(stream);
    seen[struck] = (seen[struck] as number) + 1;
  }
  return seen;
};

const isEven = (counts: ReadonlyArray<number>) => {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return Math.abs(chiSquare - (counts.length - 1)) < Z * Math.sqrt(2 * (counts.length - 1));
};

test("uniform victims are all alike", () => {
  expect(isEven(strikes("uniform", 500))).toBe(true);
});

test("lemons carry their share of the faults, and within each group all are alike", () => {
  const seen = strikes({ lemons: { share: 0.06, faults: 0.4 } }, 500).sort((a, b) => b - a);
  const lemons = seen.slice(0, 30);
  const onLemons = lemons.reduce((sum, count) => sum + count, 0) / COUNT;
  expect(Math.abs(onLemons - 0.4)).toBeLessThan(Z * Math.sqrt((0.4 * 0.6) / COUNT));
  expect(isEven(lemons)).toBe(true);
  expect(isEven(seen.slice(30))).toBe(true);
});

test("who the lemons are depends on the key, not on the draws", () => {
  const law = { lemons: { share: 0.01, faults: 1 } };
  const struckBy = (key: number, draws: number) => {
    const victim = victimsOf(law, 500, streamOf(key, "lemons"));
    const stream = streamOf(draws, "victims");
    return new Set(Array.from({ length: 200 }, () => victim.draw(stream)));
  };
  expect(struckBy(1, 1).size).toBe(5);
  expect(struckBy(1, 2)).toEqual(struckBy(1, 1));
  expect(struckBy(2, 1)).not.toEqual(struckBy(1, 1));
});

test("a small share has at least one lemon; a share of none or all has no lemons to tell apart", () => {
  const hit = (share: number, faults: number, n: number) =>
    strikes({ lemons: { share, faults } }, n).filter((count) => count > 0).length;
  expect(hit(0.001, 1, 8)).toBe(1);
  expect(hit(0, 1, 8)).toBe(8);
  expect(hit(1, 0, 8)).toBe(8);
  expect(hit(0.5, 1, 1)).toBe(1);
});

test("lemons that carry no fault are never struck", () => {
  expect(strikes({ lemons: { share: 0.25, faults: 0 } }, 8).filter((count) => count === 0)).toHaveLength(2);
});

test("each call takes the same number of draws", () => {
  const cases = [
    ["uniform", 1],
    [{ lemons: { share: 0.1, faults: 0.5 } }, 2],
    [{ lemons: { share: 0.1, faults: 0.5, curedByRepair: 0.5 } }, 3],
  ] as const;
  for (const [law, draws] of cases) {
    const [stream, plain] = [streamOf(1, "victims"), streamOf(1, "victims")];
    const victim = victimsOf(law, 100, streamOf(1, "lemons"));
    for (let i = 0; i < 50; i++) victim.draw(stream);
    for (let i = 0; i < 50 * draws; i++) plain.uniform();
    expect(stream.uniform()).toBe(plain.uniform());
  }
});

test("a cured lemon is struck as often as the others, and its extra faults strike nobody", () => {
  const law = { lemons: { share: 0.1, faults: 0.5, curedByRepair: 1 } };
  const victims = victimsOf(law, 20, streamOf(1, "lemons"));
  const stream = streamOf(1, "victims");
  const struck = (): ReadonlyArray<number> => {
    const seen = new Array<number>(20).fill(0);
    for (let i = 0; i < COUNT; i++) {
      const index = victims.draw(stream);
      if (index >= 0) seen[index] = (seen[index] as number) + 1;
    }
    return seen;
  };
  const [lemon = -1, other = -1] = struck()
    .map((count, index) => [count, index] as const)
    .sort(([a], [b]) => b - a)
    .map(([, index]) => index);
  victims.cure(lemon);
  const after = struck();
  // Ten times as often as one of the eighteen others, until it is cured.
  const near = (count: number | undefined, share: number) =>
    expect(Math.abs((count ?? 0) / COUNT - share)).toBeLessThan(Z * Math.sqrt(share / COUNT));
  near(after[lemon], 0.5 / 18);
  near(after[other], 0.25);
  near(
    after.reduce((sum, count) => sum + count, 0),
    0.75 + 0.5 / 18,
  );
});
