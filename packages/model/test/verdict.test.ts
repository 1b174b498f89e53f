import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, type Threshold, ThresholdText, verdicts, worst } from "../src/index.ts";
import { metricsOf } from "./metrics.ts";
import { read } from "./support.ts";

const threshold = (line: string): Threshold => read(ThresholdText, line);
const someVerdicts = fc.array(fc.constantFrom(...verdicts), { maxLength: 8 });

describe("verdicts", () => {
  test("merge to the worst: a fail beats what is unknown, and that beats a pass", () => {
    expect(worst(["pass", "unknown", "pass"])).toBe("unknown");
    expect(worst(["unknown", "fail", "pass"])).toBe("fail");
    expect(worst(["pass", "pass"])).toBe("pass");
    expect(worst([])).toBe("pass");
  });

  test("merge alike in any order and in any grouping", () => {
    fc.assert(
      fc.property(someVerdicts, someVerdicts, (a, b) => {
        expect(worst([...a, ...b])).toBe(worst([...b, ...a]));
        expect(worst([...a, ...b])).toBe(worst([worst(a), worst(b)]));
      }),
    );
  });

  test("pass only if every one passes", () => {
    fc.assert(
      fc.property(someVerdicts, (all) => (worst(all) === "pass") === all.every((verdict) => verdict === "pass")),
    );
  });
});

describe("judging a run", () => {
  const held = threshold("worstWindow >= 50 %");
  const broken = threshold("worstWindow >= 60 %");

  test("says for every threshold what was measured and whether it held", () => {
    const metrics = { ...metricsOf(0.5), recoveryTime: { mean: 1, p50: 2, p90: 3, p99: 4, max: 5 } };
    expect(judge(metrics, [held, broken, threshold("recoveryTime p90 < 4 seconds")])).toEqual({
      verdict: "fail",
      judgements: [
        { expression: "worstWindow >= 50 %", actual: 0.5, held: true },
        { expression: "worstWindow >= 60 %", actual: 0.5, held: false },
        { expression: "recoveryTime p90 < 4 seconds", actual: 3, held: true },
      ],
    });
  });

  test("passes when every threshold holds, and when there is none", () => {
    expect(judge(metricsOf(0.5), [held]).verdict).toBe("pass");
    expect(judge(metricsOf(0.5), []).verdict).toBe("pass");
  });

  test.each([
    "worstWindow >= 0 %",
    "recoveryTime max < 1 hour",
    "recoveryTime max >= 0 seconds",
    "interruptions >= 0",
    "energy < 1 kWh",
  ])("without a sample %s is unknown, never a pass", (line) => {
    expect(judge(metricsOf(null), [threshold(line)])).toEqual({
      verdict: "unknown",
      judgements: [{ expression: line, actual: null, held: null }],
    });
  });

  test("without a sample of one metric is unknown beside others that hold, and fails beside one that does not", () => {
    const metrics = { ...metricsOf(0.5), mtbf: null };
    const unknown = threshold("mtbf > 1 hour");
    expect(judge(metrics, [held, unknown, held]).verdict).toBe("unknown");
    expect(judge(metrics, [unknown, broken]).verdict).toBe("fail");
  });

  test("of a number that is none holds nothing", () => {
    expect(judge(metricsOf(Number.NaN), [held]).verdict).toBe("fail");
  });
});
