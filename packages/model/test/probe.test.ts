import { decodeExperiment, judgeProbe, type ProbeExpectation, type ProbeSample, parseExpectation } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { problemsOf } from "./support.ts";

const S = 1_000_000;

const read = (written: string): ProbeExpectation => {
  const parsed = parseExpectation(written);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
};

/** One sample a second; `null` where there was none. */
const samples = (...values: ReadonlyArray<number | null>): ReadonlyArray<ProbeSample> =>
  values.map((value, second) => ({ atUs: second * S, value }));

const judged = (written: string, shown: ReadonlyArray<ProbeSample>, strikes: ReadonlyArray<number> = [], until = 9) =>
  judgeProbe(
    { name: "eye", expect: [read(written)] },
    shown,
    strikes.map((second) => second * S),
    until * S,
  )[0];

test("an expectation is read, or it is said what was expected", () => {
  expect(read(" >=  1   within 5 minutes ")).toEqual({
    written: ">= 1 within 5 minutes",
    comparison: ">=",
    limit: 1,
    withinUs: 300 * S,
  });
  expect(read("< -2.5e3 always")).toMatchObject({ comparison: "<", limit: -2_500, withinUs: undefined });
  for (const wrong of [">= 1", ">= one always", "= 1 always", ">= 1 within soon", ""])
    expect(parseExpectation(wrong)).toMatch(/^expected a comparison/);
});

describe("what must be so soon after a fault", () => {
  const alert = ">= 1 within 3 seconds";

  test("is so at the first look at which it is, and the longest wait counts", () => {
    expect(judged(alert, samples(0, 0, 0, 1, 0, 0, 1), [1.5])).toEqual({
      expression: `probe.eye ${alert}`,
      actual: 1.5,
      held: true,
    });
    expect(judged(alert, samples(0, 0, 1, 0, 0, 0, 1), [1.5, 3.5])).toMatchObject({ actual: 2.5, held: true });
  });

  test("is not, where every look of that time was without it", () => {
    expect(judged(alert, samples(0, 0, 0, 0, 0, 1), [1.5])).toMatchObject({ actual: null, held: false });
  });

  test("is unknown where a look that could have shown it showed nothing, or the run ended before", () => {
    expect(judged(alert, samples(0, 0, 0, null, 0), [1.5])?.held).toBeNull();
    expect(judged(alert, samples(0, 0, 0), [1.5], 2)?.held).toBeNull();
    expect(judged(alert, samples(0, 0), [1.5])?.held).toBeNull();
    expect(judged(alert, [], [1.5])?.held).toBeNull();
    expect(judged(alert, samples(0, 0, 0, 0))?.held).toBeNull();
  });

  test("is unknown where it was so before the fault: that tells nothing of it", () => {
    expect(judged(alert, samples(0, 1, 1, 1), [1.5])?.held).toBeNull();
    expect(judged(alert, samples(0, null, 1, 1), [1.5])?.held).toBeNull();
    expect(judged(alert, samples(1, 1, 1), [0])?.held).toBeNull();
  });

  test("fails for one fault although another is not known", () => {
    expect(judged(alert, samples(0, null, 0, 0, 0, 0, 0, 0, 0, 0), [1.5, 4.5])?.held).toBe(false);
  });
});

test("what must be so always is so at every look; the worst is told, and one that is missing leaves it open", () => {
  expect(judged("< 3 always", samples(1, 2, 0))).toMatchObject({ actual: 2, held: true });
  expect(judged("< 3 always", samples(1, 5, null))).toMatchObject({ actual: 5, held: false });
  expect(judged("< 3 always", samples(1, null, 0))).toMatchObject({ actual: null, held: null });
  expect(judged("> 0 always", samples(3, 1))).toMatchObject({ actual: 1, held: true });
  expect(judged("> 0 always", [])).toMatchObject({ held: null });
});

test("a probe says whom it asks what, and conditions name those that there are", () => {
  const prometheus = { name: "alert", prometheus: "http://127.0.0.1:9090", query: "up" };
  expect(problemsOf({ probes: [prometheus], stopWhen: ["probe.alert > 3 for 10 s"] })).toEqual([]);
  expect(problemsOf({ probes: [prometheus, prometheus], stopWhen: ["probe.alarm > 3"] })).toEqual([
    'probes[1].name: expected a name of its own, found "alert" again',
    'stopWhen[0]: expected one of the experiment\'s probes (alert); there is no probe "alarm"',
  ]);
  expect(problemsOf({ probes: [{ name: "a" }, { name: "b", http: "http://h/", query: "up" }] }).length).toBe(2);
  for (const wrong of ["ftp://h/", "http://user:secret@h/", "file:///etc/passwd", "http://"])
    expect(problemsOf({ probes: [{ name: "a", http: wrong }] }).length, wrong).toBe(1);
  expect(problemsOf({ probes: [{ name: "a", http: "http://h/", timeout: "1 minute" }] }).join()).toMatch(
    /30 seconds at most/,
  );
  expect(
    problemsOf({ probes: Array.from({ length: 33 }, (_, n) => ({ name: `p${n}`, http: "http://h/" })) }).join(),
  ).toMatch(/at most 32/);
  expect("value" in decodeExperiment({})).toBe(false);
});
