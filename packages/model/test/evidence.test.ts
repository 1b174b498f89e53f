import { describe, expect, test } from "vitest";
import { NOTHING_JUDGED, NOTHING_STRUCK, weigh } from "../src/index.ts";

const reasons = (evidence: Parameters<typeof weigh>[0]) => weigh(evidence).findings.map(({ reason }) => reason);

describe("a pass", () => {
  test("rests on something that is judged", () => {
    expect(reasons({ isJudged: false, scripted: 0, struck: 0 })).toEqual([NOTHING_JUDGED]);
    expect(reasons({ isJudged: true, scripted: 0, struck: 0 })).toEqual([]);
  });

  test("rests on a fault that struck, where faults were scripted", () => {
    expect(reasons({ isJudged: true, scripted: 2, struck: 0, missed: ["a", "b"] })).toEqual([NOTHING_STRUCK]);
    expect(reasons({ isJudged: true, scripted: 2, struck: 1, missed: ["b"] })).toEqual([]);
  });

  test("lacks both at once, and never fails for it", () => {
    const { findings } = weigh({ isJudged: false, scripted: 1, struck: 0 });
    expect(findings.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown"]);
  });
});

describe("a warning", () => {
  const warnings = (missed: ReadonlyArray<string>, idle: ReadonlyArray<string>, struck = 1) =>
    weigh({ isJudged: true, scripted: 9, struck, missed, idle }).warnings;

  test("names what struck without effect, and what never struck beside others that did", () => {
    expect(warnings(["late"], ["spare"])).toEqual([
      "the fault late never struck",
      "the fault spare struck without any effect on the job",
    ]);
  });

  test("names corruptions that nobody had found by the end", () => {
    expect(weigh({ isJudged: true, scripted: 1, struck: 1, unfound: ["a"] }).warnings).toEqual([
      "nobody had found the corruption by the fault a when the run ended: the steps since count here, and may be worth nothing",
    ]);
  });

  test("names a hang that nobody had noticed by the end", () => {
    expect(weigh({ isJudged: true, scripted: 1, struck: 1, hung: ["a"] }).warnings).toEqual([
      "the run ended while the job hung over the fault a, and nobody had noticed: that is no interruption yet, and in no recoveryTime",
    ]);
  });

  test("is not given for faults of which none struck: that is a finding", () => {
    expect(warnings(["a", "b"], [], 0)).toEqual([]);
  });

  test("names a few of many", () => {
    expect(warnings([], ["a", "b", "c", "d", "e", "f", "g"])).toEqual([
      "the faults a, b, c, d, e and 2 more struck without any effect on the job",
    ]);
  });
});
