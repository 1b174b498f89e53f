import { daly } from "@ordeal/simulator";
import { closedFormScenario, ettr, overSeeds } from "../scenario.ts";
import { type Estimate, estimate, exactly, type Row, type Target, within } from "../target.ts";

const SOURCE = "Daly, Future Generation Computer Systems 22 (2006), figures 3 to 5";
const SAVE_MINUTES = 5;
const RESTART_MINUTES = 10;

/** Mean time between failures, the best interval as published, and the runs that make some 40,000 failures a point. */
const cases = [
  { mtbfMinutes: 24 * 60, bestMinutes: 117, days: 3_600, seeds: 12 },
  { mtbfMinutes: 6 * 60, bestMinutes: 57, days: 2_500, seeds: 6 },
  { mtbfMinutes: 15, bestMinutes: 9.1, days: 105, seeds: 6 },
];

/** The interval at which efficiency is highest: a parabola through efficiency over the logarithm of the interval. */
const argmax = (points: ReadonlyArray<readonly [minutes: number, efficiency: number]>): number => {
  const xs = points.map(([minutes]) => Math.log(minutes));
  const centre = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  let [s0, s1, s2, s3, s4, t0, t1, t2] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const [index, [, y]] of points.entries()) {
    const x = (xs[index] ?? 0) - centre;
    s0 += 1;
    s1 += x;
    s2 += x ** 2;
    s3 += x ** 3;
    s4 += x ** 4;
    t0 += y;
    t1 += x * y;
    t2 += x ** 2 * y;
  }
  // Normal equations of y = a + b·x + c·x², by Cramer's rule for b and c.
  const determinant = s0 * (s2 * s4 - s3 * s3) - s1 * (s1 * s4 - s2 * s3) + s2 * (s1 * s3 - s2 * s2);
  const b = (s0 * (t1 * s4 - s3 * t2) - t0 * (s1 * s4 - s2 * s3) + s2 * (s1 * t2 - t1 * s2)) / determinant;
  const c = (s0 * (s2 * t2 - t1 * s3) - s1 * (s1 * t2 - t1 * s2) + t0 * (s1 * s3 - s2 * s2)) / determinant;
  return Math.exp(centre - b / (2 * c));
};

/** The best interval in each run, by common random numbers: every interval meets the same faults. */
const simulated = ({ mtbfMinutes, bestMinutes, days, seeds }: (typeof cases)[number]): Estimate => {
  const factors = [0.6, 0.75, 0.9, 1.1, 1.35, 1.65];
  const efficiencies = factors.map((factor) =>
    overSeeds(
      closedFormScenario({
        nodes: 100,
        days,
        step: "1 second",
        rate: `${1_440 / mtbfMinutes} per day`,
        intervalSeconds: Math.round(60 * bestMinutes * factor),
        saveSeconds: 60 * SAVE_MINUTES,
        restartSeconds: 60 * RESTART_MINUTES,
      }),
      seeds,
      ettr,
    ),
  );
  const best = Array.from({ length: seeds }, (_, seed) =>
    argmax(factors.map((factor, index) => [bestMinutes * factor, efficiencies[index]?.[seed] ?? 0])),
  );
  return estimate(best);
};

export const dalyTarget: Target = {
  number: 1,
  title: "best checkpoint interval, minutes (δ 5 min, R 10 min)",
  rows: () =>
    cases.flatMap((one): ReadonlyArray<Row> => {
      const name = `M ${one.mtbfMinutes >= 60 ? `${one.mtbfMinutes / 60} h` : `${one.mtbfMinutes} min`}`;
      const formula = daly(SAVE_MINUTES, one.mtbfMinutes);
      return [
        exactly(
          { name: `${name}, Daly's formula`, expected: one.bestMinutes, tolerance: 0.5, source: SOURCE },
          formula,
        ),
        within(
          { name: `${name}, simulated`, expected: one.bestMinutes, tolerance: 0.05 * one.bestMinutes, source: SOURCE },
          simulated(one),
        ),
      ];
    }),
};
