import { describe, expect, test } from "vitest";
import { halfWidth, looks, parseUntil } from "../../src/index.ts";
import { sampleOf } from "./support.ts";

test("looks come after 100 · 2^k runs, and after the last", () => {
  expect(looks(1_000)).toEqual([100, 200, 400, 800, 1_000]);
  expect(looks(400)).toEqual([100, 200, 400]);
  expect(looks(7)).toEqual([7]);
});

test("how exactly a metric is to be known is read in its unit", () => {
  expect(parseUntil("effectiveThroughput ± 0.1 %")).toMatchObject({ metric: "effectiveThroughput", half: 0.001 });
  expect(parseUntil("effectiveThroughput +- 0.1 %")).toMatchObject({ expression: "effectiveThroughput ± 0.1 %" });
  expect(parseUntil("recoveryTime p99 ± 10 seconds")).toMatchObject({ statistic: "p99", half: 10 });
});

describe("what it is not", () => {
  test.each([
    [
      "effectiveThroughput",
      'expected a metric and how exactly it must be known, such as "effectiveThroughput ± 0.1 %"',
    ],
    ["speed ± 1 %", "expected a metric"],
    ["recoveryTime ± 1 second", 'expected "recoveryTime" with one of mean, p50, p90, p99, max'],
    ["worstWindow p5 ± 1 %", 'expected "worstWindow" alone'],
    ["effectiveThroughput ± 5 minutes", 'expected "effectiveThroughput" to be known within a share'],
    ["effectiveThroughput ± 0 %", 'expected "effectiveThroughput" to be known within'],
  ])("%s", (text, message) => expect(parseUntil(text)).toContain(message));
});

test("runs that do not differ never say that they are enough", () => {
  const until = parseUntil("effectiveThroughput ± 0.1 %");
  if (typeof until === "string") throw new Error(until);
  expect(halfWidth(sampleOf([0.9, 0.9, 0.9], until), until)).toBe(Number.POSITIVE_INFINITY);
  expect(halfWidth(sampleOf([0.9, 0.8, null], until), until)).toBeGreaterThan(0.1);
});
