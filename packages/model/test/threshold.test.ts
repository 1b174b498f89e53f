import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Comparison,
  comparisons,
  isHeld,
  judge,
  type MetricUnit,
  measured,
  metricNames,
  metrics,
  parseThreshold,
  statistics,
  statisticsOf,
  ThresholdText,
  unitOf,
  withBaseline,
} from "../src/index.ts";
import { metricsOf } from "./metrics.ts";
import { nonsense, read, refused } from "./support.ts";

/** What each unit may be compared with, and the limit that comes of it. */
const amounts: Readonly<Record<MetricUnit, ReadonlyArray<readonly [string, number]>>> = {
  ratio: [
    ["95 %", 0.95],
    ["93.12%", 0.9312],
    ["0.95", 0.95],
    ["0 %", 0],
    ["100 %", 1],
  ],
  duration: [
    ["10 minutes", 600],
    ["150 millis", 0.15],
    ["0 seconds", 0],
  ],
  count: [
    ["3", 3],
    ["0", 0],
    ["2.5", 2.5],
  ],
  flops: [
    ["3 EFLOPS", 3e18],
    ["2.5 PFLOPS", 2.5e15],
    ["7 TFLOPS", 7e12],
  ],
  kWh: [
    ["900 MWh", 900_000],
    ["12 kWh", 12],
    ["1.5 GWh", 1_500_000],
  ],
};
const wrongUnits: Readonly<Record<MetricUnit, ReadonlyArray<string>>> = {
  ratio: ["95", "101 %", "-1 %", "10 minutes", "95 apples"],
  duration: ["600", "10 moments", "95 %", "-1 seconds"],
  count: ["3 %", "3 nodes", "-1", "10 minutes", "3 constructor"],
  flops: ["3", "3 FLOPS", "3 eflops", "95 %"],
  kWh: ["900", "900 Wh", "3 EFLOPS", "1 toString"],
};

/** How a metric is written, with each of its statistics if it has any. */
const spellings = metricNames.flatMap((name) =>
  (statisticsOf(name) ?? [undefined]).map((statistic) => ({ name, statistic, unit: metrics[name].unit })),
);
const subject = ({ name, statistic }: (typeof spellings)[number]): string =>
  statistic === undefined ? name : `${name} ${statistic}`;

describe("a threshold", () => {
  test.each(spellings.map((spelling) => [subject(spelling), spelling] as const))(
    "can be set on %s, in its unit, by every comparison",
    (written, { name, statistic, unit }) => {
      for (const comparison of comparisons) {
        for (const [amount, limit] of amounts[unit]) {
          const { expression, ...threshold } = read(ThresholdText, `${written} ${comparison} ${amount}`);
          expect(threshold).toEqual({
            metric: name,
            ...(statistic === undefined ? {} : { statistic }),
            comparison,
            limit,
          });
          expect(expression).toBe(`${written} ${comparison} ${amount}`);
        }
      }
    },
  );

  test.each(spellings.map((spelling) => [subject(spelling), spelling] as const))(
    "on %s refuses other units and impossible numbers, and says what it takes",
    (written, { name, unit }) => {
      for (const amount of [...wrongUnits[unit], "1e400", "9".repeat(400), "NaN", "Infinity", "much"]) {
        const [problem, ...more] = refused(ThresholdText, `${written} >= ${amount}`);
        expect(problem).toMatch(new RegExp(`^expected "${name}" to be compared with .* such as .*, found "`));
        expect(problem?.slice(0, 250)).toContain(amount.slice(0, 40));
        expect(more).toEqual([]);
      }
    },
  );

  test.each(metricNames.filter((name) => statisticsOf(name) === undefined))("on %s takes no statistic", (name) => {
    for (const statistic of statistics) {
      expect(refused(ThresholdText, `${name} ${statistic} >= 95 %`)).toEqual([
        `expected "${name}" alone: it is one number and has no "${statistic}"`,
      ]);
    }
  });

  test.each(metricNames.filter((name) => statisticsOf(name) !== undefined))("on %s needs a statistic", (name) => {
    const list = statistics.join(", ");
    const example = `as in "${name} p99 < 10 minutes"`;
    expect(refused(ThresholdText, `${name} < 10 minutes`)).toEqual([
      `expected "${name}" with one of ${list}, ${example}, found none`,
    ]);
    expect(refused(ThresholdText, `${name} p95 < 10 minutes`)).toEqual([
      `expected "${name}" with one of ${list}, ${example}, found "p95"`,
    ]);
  });

  test.each(["speed", "goodput", "effectivethroughput", "toString", "constructor"])(
    "on %s, which is no metric, lists those that are",
    (name) => {
      const meant = name === "effectivethroughput" ? '; did you mean "effectiveThroughput"?' : "";
      expect(refused(ThresholdText, `${name} >= 95 %`)).toEqual([
        `expected one of the metrics ${metricNames.join(", ")}; there is no metric "${name}"${meant}`,
      ]);
    },
  );

  test.each([
    "effectiveThroughput",
    "effectiveThroughput 95 %",
    "effectiveThroughput = 95 %",
    "effectiveThroughput => 95 %",
    ">= 95 %",
    "95 % <= effectiveThroughput",
  ])("is one comparison, which %j is not", (line) => {
    expect(refused(ThresholdText, line)).toEqual([
      `expected one comparison (>=, <=, >, <) such as "effectiveThroughput >= 95 %", found "${line}"`,
    ]);
  });

  test("is one comparison, and not two", () => {
    expect(refused(ThresholdText, "effectiveThroughput >= 95 % and ettr >= 95 %")).toEqual([
      'expected "effectiveThroughput" to be compared with a share from 0 % to 100 %, such as "95 %" or 0.95, found "95 % and ettr >= 95 %"',
    ]);
  });

  test.each(nonsense.filter((value) => typeof value !== "string"))("%s is none", (value) => {
    expect(refused(ThresholdText, value)).toEqual([
      expect.stringMatching(/^expected a threshold such as "effectiveThroughput >= 95 %", found /),
    ]);
  });

  test("is printed as it was written, but for blanks", () => {
    const threshold = read(ThresholdText, "  recoveryTime   p99<10 minutes ");
    expect(threshold.expression).toBe("recoveryTime p99<10 minutes");
    expect(Schema.encodeSync(ThresholdText)(threshold)).toBe(threshold.expression);
    expect(parseThreshold(threshold.expression)).toEqual(threshold);
  });
});

describe("a threshold on a run", () => {
  test.each<[Comparison, ReadonlyArray<boolean>]>([
    [">=", [false, true, true]],
    ["<=", [true, true, false]],
    [">", [false, false, true]],
    ["<", [true, false, false]],
  ])("%s holds below, at and above the limit as its sign says", (comparison, expected) => {
    const threshold = read(ThresholdText, `interruptions ${comparison} 3`);
    expect([2, 3, 4].map((value) => isHeld(metricsOf(value), threshold))).toEqual(expected);
  });

  test("looks at the statistic that it names", () => {
    const values = { ...metricsOf(0), recoveryTime: { mean: 1, p50: 2, p90: 3, p99: 4, max: 5 } };
    const seen = statistics.map((statistic) =>
      measured(values, read(ThresholdText, `recoveryTime ${statistic} > 1 day`)),
    );
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test("compares durations in seconds", () => {
    const values = metricsOf(150);
    expect(isHeld(values, read(ThresholdText, "mtbf <= 2.5 minutes"))).toBe(true);
    expect(isHeld(values, read(ThresholdText, "mtbf < 2.5 minutes"))).toBe(false);
  });

  test("without a sample neither holds nor fails, whatever it says", () => {
    fc.assert(
      fc.property(fc.constantFrom(...spellings), fc.constantFrom(...comparisons), (spelling, comparison) => {
        const [amount] = amounts[spelling.unit][0] ?? [""];
        const threshold = read(ThresholdText, `${subject(spelling)} ${comparison} ${amount}`);
        expect(measured(metricsOf(null), threshold)).toBeNull();
        expect(isHeld(metricsOf(null), threshold)).toBeNull();
      }),
    );
  });
});

describe("a threshold of the fault-free twin", () => {
  const of = (written: string) => {
    const parsed = parseThreshold(written);
    if (typeof parsed === "string") throw new Error(parsed);
    return parsed;
  };
  const run = { ...metricsOf(0.9), energy: 30 };
  const twin = { ...metricsOf(0.96), energy: 20 };

  test("looks at the ratio to what the same run comes to without faults", () => {
    expect(measured(run, of("effectiveThroughput >= 98 % of twin"), twin)).toBeCloseTo(0.9375, 12);
    expect(isHeld(run, of("effectiveThroughput >= 90 % of twin"), twin)).toBe(true);
    expect(isHeld(run, of("effectiveThroughput >= 98 % of twin"), twin)).toBe(false);
    expect(isHeld(run, of("energy <= 150 % of twin"), twin)).toBe(true);
  });

  test("is unknown without a twin, and where the twin has no sample or none of it", () => {
    const threshold = of("effectiveThroughput >= 98 % of twin");
    expect(isHeld(run, threshold)).toBeNull();
    expect(isHeld(run, threshold, { ...twin, effectiveThroughput: null })).toBeNull();
    expect(isHeld(run, threshold, { ...twin, effectiveThroughput: 0 })).toBeNull();
  });

  test("is a percentage", () => {
    expect(parseThreshold("recoveryTime p99 <= 3 minutes of twin")).toContain('such as "98 % of twin"');
  });
});

describe("a threshold of a baseline", () => {
  const of = (written: string) => {
    const parsed = parseThreshold(written);
    if (typeof parsed === "string") throw new Error(parsed);
    return parsed;
  };
  const resolved = (written: string, baseline: number | null) => withBaseline([of(written)], metricsOf(baseline))[0];

  test.each<readonly [written: string, baseline: number, limit: number]>([
    ["effectiveThroughput >= baseline", 0.95, 0.95],
    ["effectiveThroughput >= baseline - 0.5 points", 0.95, 0.945],
    ["effectiveThroughput >= baseline − 1 point", 0.95, 0.94],
    ["effectiveThroughput >= 98 % of baseline", 0.5, 0.49],
    ["recoveryTime p99 <= baseline + 30 seconds", 120, 150],
    ["recoveryTime p99 <= 110 % of baseline", 120, 132],
    ["interruptions <= baseline+3", 4, 7],
    ["energy <= baseline + 1 MWh", 500, 1500],
    ["effectiveFlops >= baseline - 1 PFLOPS", 3e15, 2e15],
  ])("%s of %d asks for %d", (written, baseline, limit) => {
    const threshold = resolved(written, baseline);
    expect(threshold?.limit).toBeCloseTo(limit, 9);
    expect(threshold).toMatchObject({ baseline, expression: written });
    expect(threshold?.of).toBeUndefined();
    expect(unitOf(of(written))).toBe(metrics[of(written).metric].unit);
  });

  test("neither holds nor fails without a baseline, or where it has no sample; what was measured is told", () => {
    const written = "effectiveThroughput >= baseline - 0.5 points";
    expect(resolved(written, null)).toEqual(of(written));
    const { verdict, judgements } = judge(metricsOf(0.9), [of(written), of("ettr >= 10 %")]);
    expect(verdict).toBe("unknown");
    expect(judgements[0]).toEqual({ expression: written, actual: 0.9, held: null, baseline: null });
  });

  test("is judged by what the baseline came to, which its judgement tells", () => {
    const thresholds = withBaseline([of("effectiveThroughput >= baseline - 5 points")], metricsOf(0.95));
    const judged = [0.9, 0.89].map((value) => judge(metricsOf(value), thresholds));
    expect(judged.map(({ verdict }) => verdict)).toEqual(["pass", "fail"]);
    expect(judged[1]?.judgements[0]?.baseline?.value).toBe(0.95);
    expect(judged[1]?.judgements[0]?.baseline?.limit).toBeCloseTo(0.9, 12);
  });

  test("holds for the very same run, whatever it came to", () => {
    fc.assert(
      fc.property(fc.constantFrom(...spellings), fc.double({ min: 0, max: 1e20, noNaN: true }), (spelling, value) => {
        for (const comparison of [">=", "<="]) {
          const threshold = withBaseline([of(`${subject(spelling)} ${comparison} baseline`)], metricsOf(value));
          expect(judge(metricsOf(value), threshold).verdict).toBe("pass");
        }
      }),
    );
  });

  test.each([
    ["effectiveThroughput >= baseline - 0.5 %", "baseline - 0.5 points"],
    ["effectiveThroughput >= baseline 0.5 points", "baseline - 0.5 points"],
    ["effectiveThroughput >= baseline -", "baseline - 0.5 points"],
    ["effectiveThroughput >= much of baseline", "98 % of baseline"],
    ["recoveryTime p99 <= baseline + 3", "baseline - 30 seconds"],
    ["recoveryTime p99 <= baseline * 2", "98 % of baseline"],
  ])("%s is none, and says how one is written", (written, how) => {
    expect(parseThreshold(written)).toContain(how);
  });

  test("keeps other thresholds as they are, and is warned of as little as one of a twin", () => {
    const others = [of("effectiveThroughput >= 95 %"), of("effectiveThroughput >= 95 % of twin")];
    expect(withBaseline(others, metricsOf(0.5))).toEqual(others);
  });
});
