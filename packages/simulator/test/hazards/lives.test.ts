import fc from "fast-check";
import { expect, test } from "vitest";
import { Lives } from "../../src/hazards/lives.ts";
import { Chance } from "../../src/kernel/chance.ts";
import { gamma } from "../../src/kernel/math.ts";

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
/** Two-sided 99.9 % quantile of the normal law. */
const Z = 3.29;

const law = (shape: number, mean: number) => ({ weibull: { shape, mean } });

interface Failure {
  readonly atUs: number;
  readonly component: number;
}

/** All failures before an instant; `after` sees each, and may renew components. */
const failuresUntil = (lives: Lives, endUs: number, after: (failure: Failure, index: number) => void = () => {}) => {
  const failures: Array<Failure> = [];
  for (let atUs = lives.peekUs(); atUs < endUs; atUs = lives.peekUs()) {
    const failure = { atUs, component: lives.pop() };
    after(failure, failures.push(failure) - 1);
  }
  return failures;
};

test("14,000 fresh cards of mean life 50,000 h and shape 1.5 have 107.4 failures in 90 days", () => {
  const seeds = 1_000;
  let sum = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    sum += failuresUntil(new Lives(law(1.5, 50_000 * HOUR_US), 14_000, new Chance(seed), "wear"), 90 * DAY_US).length;
  }
  const hazard = ((90 * 24 * gamma(1 + 1 / 1.5)) / 50_000) ** 1.5;
  const expected = 14_000 * (1 - Math.exp(-hazard));
  expect(expected).toBeCloseTo(107.4, 1);
  expect(Math.abs(sum / seeds - expected)).toBeLessThan(1.96 * Math.sqrt(107.4 / seeds));
});

test("every component fails once, in order of time, and then none is left", () => {
  fc.assert(
    fc.property(fc.nat({ max: 200 }), fc.double({ min: 0.1, max: 20, noNaN: true }), fc.nat(), (n, shape, seed) => {
      const lives = new Lives(law(shape, HOUR_US), n, new Chance(seed), "wear");
      const failures = failuresUntil(lives, Infinity);
      expect(new Set(failures.map(({ component }) => component)).size).toBe(n);
      expect(failures).toHaveLength(n);
      expect(failures).toEqual([...failures].sort((a, b) => a.atUs - b.atUs));
      expect(() => lives.pop()).toThrow(`none of the ${n} components`);
    }),
    { seed: 1 },
  );
});

test("the life of each component follows the law, whichever the component", () => {
  const [n, seeds, shape] = [20, 10_000, 1.5];
  const sums = new Float64Array(n);
  let sumOfSquares = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    for (const { atUs, component } of failuresUntil(
      new Lives(law(shape, HOUR_US), n, new Chance(seed), "wear"),
      Infinity,
    )) {
      sums[component] = (sums[component] as number) + atUs / HOUR_US;
      sumOfSquares += (atUs / HOUR_US) ** 2;
    }
  }
  const moment = (r: number) => gamma(1 + r / shape) / gamma(1 + 1 / shape) ** r;
  const deviation = Math.sqrt(moment(2) - 1);
  // Twenty means are compared at once: four deviations leave them a chance of 0.1 % to fail together.
  for (const sum of sums) expect(Math.abs(sum / seeds - 1)).toBeLessThan((4 * deviation) / Math.sqrt(seeds));
  const tolerance = Z * Math.sqrt((moment(4) - moment(2) ** 2) / (n * seeds));
  expect(Math.abs(sumOfSquares / (n * seeds) - moment(2))).toBeLessThan(tolerance);
});

test("components that are replaced at once and do not age fail at a constant rate", () => {
  const [n, days, seeds] = [50, 200, 100];
  let sum = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const lives = new Lives(law(1, 100 * DAY_US), n, new Chance(seed), "wear");
    sum += failuresUntil(lives, days * DAY_US, ({ atUs, component }) => lives.renew(component, atUs)).length;
  }
  const expected = (n * days * seeds) / 100;
  expect(Math.abs(sum - expected)).toBeLessThan(Z * Math.sqrt(expected));
});

test("a replaced component of nearly fixed life fails one life after its replacement", () => {
  const lives = new Lives(law(20, HOUR_US), 1, new Chance(1), "wear");
  lives.pop();
  lives.renew(0, 100 * HOUR_US);
  expect(lives.peekUs() / HOUR_US).toBeGreaterThan(100.5);
  expect(lives.peekUs() / HOUR_US).toBeLessThan(101.3);
});

test("renewing one component, failed or not, moves no other's failures", () => {
  const renewal = fc.record({ component: fc.nat({ max: 29 }), atHours: fc.integer({ min: 0, max: 300 }) });
  fc.assert(
    fc.property(fc.array(renewal, { maxLength: 20 }), fc.nat({ max: 29 }), fc.nat(), (renewals, other, seed) => {
      /** The failures of all when these renewals happen at their hours. */
      const run = (planned: ReadonlyArray<{ component: number; atHours: number }>) => {
        const lives = new Lives(law(1.5, 100 * HOUR_US), 30, new Chance(seed), "wear");
        const failures = [...planned]
          .sort((a, b) => a.atHours - b.atHours)
          .flatMap(({ component, atHours }) => {
            const before = failuresUntil(lives, atHours * HOUR_US);
            lives.renew(component, atHours * HOUR_US);
            return before;
          });
        return [...failures, ...failuresUntil(lives, Infinity)];
      };
      const of = (failures: ReadonlyArray<Failure>) => failures.filter(({ component }) => component === other);
      const own = renewals.filter(({ component }) => component === other);
      expect(of(run(renewals))).toEqual(of(run(own)));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("each life ends once: a component fails at most once between replacements, and once after the last", () => {
  const renewal = fc.record({ component: fc.nat({ max: 2 }), afterHours: fc.integer({ min: 0, max: 40 }) });
  fc.assert(
    fc.property(fc.array(renewal, { maxLength: 30 }), fc.nat(), (renewals, seed) => {
      const lives = new Lives(law(1.5, 20 * HOUR_US), 3, new Chance(seed), "wear");
      const sinceRenewal = [0, 0, 0];
      const count = ({ component }: Failure) => {
        sinceRenewal[component] = (sinceRenewal[component] as number) + 1;
        expect(sinceRenewal[component], `failures of component ${component}`).toBe(1);
      };
      let nowUs = 0;
      for (const { component, afterHours } of renewals) {
        nowUs += afterHours * HOUR_US;
        failuresUntil(lives, nowUs, count);
        lives.renew(component, nowUs);
        sinceRenewal[component] = 0;
        expect(lives.peekUs()).toBeGreaterThanOrEqual(nowUs);
      }
      failuresUntil(lives, Infinity, count);
      expect(sinceRenewal).toEqual([1, 1, 1]);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("a component that is replaced before it failed does not fail by its first life", () => {
  const [n, endUs] = [40, 1_000_000 * HOUR_US];
  const untouched = failuresUntil(new Lives(law(3, HOUR_US), n, new Chance(5), "wear"), Infinity);
  const lives = new Lives(law(3, HOUR_US), n, new Chance(5), "wear");
  for (let component = 0; component < n; component += 2) lives.renew(component, endUs);
  expect(failuresUntil(lives, endUs)).toEqual(untouched.filter(({ component }) => component % 2 === 1));
  expect(failuresUntil(lives, Infinity)).toHaveLength(n / 2);
});

test("the same seed and name give the same lives, another name others", () => {
  const first = (seed: number, name: string) => new Lives(law(1.5, HOUR_US), 100, new Chance(seed), name).peekUs();
  expect(first(1, "wear")).toBe(first(1, "wear"));
  expect(first(1, "wear")).not.toBe(first(1, "tear"));
  expect(first(1, "wear")).not.toBe(first(2, "wear"));
});
