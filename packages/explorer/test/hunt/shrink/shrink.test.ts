import { type FaultParameters, faultsAllowedInAll, HOUR_US, instantUs } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roughness, simplerDurations } from "../../../src/hunt/shrink/round.ts";
import { reasonOf } from "../../../src/hunt/shrink/shrink.ts";
import { plain, simplerTimelines } from "../../../src/hunt/shrink/simpler-timelines.ts";
import type { ScriptedFaults } from "../../../src/hunt/timeline.ts";
import { Hunt, isBroken, Shrinking, type Shrunk, shrink, type Trial, type Trials } from "../../../src/index.ts";
import { cases } from "../../arbitraries/relation.ts";
import { breakable, crash, dice, drawn, experimentOf, MINUTE_US, SECOND_US, trialsOf } from "../support.ts";

/** Small experiments that each break by something else. */
const experiments = [
  breakable,
  { budget: "at most 2 card faults and 1 link fault", thresholds: ["effectiveThroughput >= 85 %"] },
  { budget: "at most 3 faults, any two at least 1 minute apart", thresholds: ["lostWork max <= 5 minutes"] },
  { budget: "at most 2 faults", thresholds: ["recoveryTime max <= 1 hour", "worstWindow >= 70 %"] },
].map((sections) => trialsOf(sections));

/** A counterexample of one of them, as a search drew it. */
const found = fc
  .tuple(fc.constantFrom(...experiments), fc.nat(1e9))
  .map(([trials, seed]) => {
    const chance = dice(seed);
    for (let tries = 10; tries > 0; tries--) {
      const timeline = drawn(trials, chance).find((one) => isBroken(trials.try(one)));
      if (timeline !== undefined) return { trials, timeline };
    }
    return undefined;
  })
  .filter((one) => one !== undefined);

const breaksLike = (trials: Trials, trial: Trial, timeline: ScriptedFaults): boolean => {
  const other = trials.check(timeline);
  const reason = reasonOf(trial);
  return (
    other.isPermitted &&
    ("threshold" in reason
      ? other.margins.some(({ expression, held }) => expression === reason.threshold && held === false)
      : other.violations.some(({ invariant }) => invariant === reason.invariant))
  );
};

const outcome = ({ trial, path, tries, isMinimal, isVerified }: Shrunk) => ({
  timeline: trial.timeline,
  path,
  tries,
  isMinimal,
  isVerified,
});

describe("what shrinking comes to", () => {
  test("is broken for the same reason, within the budget, no larger, and broken again when it is run again", () => {
    fc.assert(
      fc.property(found, ({ trials, timeline }) => {
        const shrunk = shrink(trials, timeline);
        expect(shrunk).toMatchObject({ isMinimal: true, isVerified: true });
        expect(isBroken(shrunk.trial)).toBe(true);
        expect(breaksLike(trials, trials.check(timeline), shrunk.trial.timeline)).toBe(true);
        expect(shrunk.trial.timeline.length).toBeLessThanOrEqual(timeline.length);
        expect(shrunk.trial.timeline.length).toBeLessThanOrEqual(faultsAllowedInAll(trials.allowance.budget));
      }),
      cases(30),
    );
  });

  test("is as simple as can be: no single step keeps it broken", () => {
    fc.assert(
      fc.property(found, ({ trials, timeline }) => {
        const { trial } = shrink(trials, timeline);
        for (const step of simplerTimelines(trial, trials)) {
          expect(breaksLike(trials, trial, step), JSON.stringify({ trial: trial.timeline, step })).toBe(false);
        }
      }),
      cases(20),
    );
  });

  test("is the same again, with the same path, whether it goes on in one go or step by step", () => {
    fc.assert(
      fc.property(found, fc.integer({ min: 1, max: 9 }), ({ trials, timeline }, slice) => {
        const whole = outcome(shrink(trials, timeline));
        expect(outcome(shrink(trials, timeline))).toEqual(whole);
        const shrinking = new Shrinking(trials, timeline);
        while (!shrinking.isOver) shrinking.advance(slice);
        expect(outcome(shrinking.end())).toEqual(whole);
      }),
      cases(15),
    );
  });

  test("is found again by its path, and by any part of it", () => {
    fc.assert(
      fc.property(found, fc.nat(), ({ trials, timeline }, part) => {
        const whole = shrink(trials, timeline);
        const again = new Shrinking(trials, timeline, whole.path).end();
        expect(again.trial.timeline).toEqual(whole.trial.timeline);
        expect(again.path).toEqual(whole.path);
        const half = shrink(trials, timeline, whole.path.slice(0, part % (whole.path.length + 1)));
        expect(half.trial.timeline).toEqual(whole.trial.timeline);
        expect(half.path).toEqual(whole.path);
      }),
      cases(15),
    );
  });
});

test("every simpler timeline differs from what it came from, and has no fault that it had not", () => {
  fc.assert(
    fc.property(found, ({ trials, timeline }) => {
      const ids = timeline.map(({ id }) => id);
      for (const step of simplerTimelines(trials.try(timeline), trials)) {
        expect(step).not.toEqual(timeline);
        for (const { id } of step) expect(ids).toContain(id);
      }
    }),
    cases(30),
  );
});

/** How long a duration is by the number of steps that it may take to the simplest. */
const said = simplerDurations(73 * HOUR_US);
const durationSize = (us: number): number => (said.includes(us) ? said.indexOf(us) : said.length + roughness(us));

/** How large a timeline is: the first number in which two differ says which is larger. */
const sizeOf = (timeline: ScriptedFaults): ReadonlyArray<number> => {
  const sum = (of: (fault: ScriptedFaults[number]) => number) =>
    timeline.reduce((total, fault) => total + of(fault), 0);
  const indexes = ({ target }: ScriptedFaults[number]) =>
    target?.by === "address" ? Object.values(target.address).filter((value) => typeof value === "number") : [];
  const parameters = Object.keys(plain).concat("cuts") as ReadonlyArray<keyof FaultParameters>;
  return [
    timeline.length,
    sum(({ on }) => (on === undefined ? 0 : 1)),
    sum(({ at }) => (at === undefined ? 0 : roughness(instantUs(at, undefined) ?? 0))),
    sum(({ duration }) => (duration === undefined ? 0 : durationSize(duration))),
    sum((fault) => parameters.filter((name) => fault[name] !== plain[name]).length),
    sum(({ target }) => (target === undefined || target.by === "address" ? 0 : 1)),
    sum((fault) => indexes(fault).reduce((total, index) => total + index, 0)),
    sum(({ on }) => on?.time ?? 0),
    sum(({ on }) => roughness(on?.after ?? 0)),
    sum(({ on }) => on?.after ?? 0),
  ];
};

const isSmaller = (a: ScriptedFaults, b: ScriptedFaults): boolean => {
  const [left, right] = [sizeOf(a), sizeOf(b)];
  const differs = left.findIndex((number, place) => number !== right[place]);
  return differs >= 0 && (left[differs] as number) < (right[differs] as number);
};

test("every simpler timeline is smaller by one order of size, so that shrinking cannot go in a circle", () => {
  fc.assert(
    fc.property(found, ({ trials, timeline }) => {
      for (const step of simplerTimelines(trials.try(timeline), trials)) {
        expect(isSmaller(step, timeline), JSON.stringify({ timeline, step })).toBe(true);
      }
    }),
    cases(100),
  );
});

test("a path that leads nowhere is refused", () => {
  const trials = trialsOf({ thresholds: ["lostWork max <= 5 minutes"] });
  const timeline = [crash(58 * MINUTE_US)];
  expect(() => new Shrinking(trials, timeline, [99_999])).toThrow(/path does not lead on at 99999/);
});

test("a timeline that breaks nothing cannot be shrunk", () => {
  expect(() => new Shrinking(trialsOf(), [crash(58 * MINUTE_US)])).toThrow(/breaks nothing/);
});

test("an example beyond the budget may be shrunk to one that is beyond it too", () => {
  const trials = trialsOf({ budget: "at most 1 link fault", thresholds: ["lostWork max <= 5 minutes"] });
  const { trial, isMinimal, isVerified } = shrink(trials, [crash(58 * MINUTE_US), crash(118 * MINUTE_US, "second")]);
  expect(trial.timeline).toHaveLength(1);
  expect(trial.isPermitted).toBe(false);
  expect({ isMinimal, isVerified }).toEqual({ isMinimal: true, isVerified: true });
});

test("a crash at an odd second of two is brought to one crash that says no more than it must", () => {
  const trials = trialsOf({ thresholds: ["lostWork max <= 5 minutes"], budget: "at most 2 card faults" });
  const odd = [crash(61 * MINUTE_US + 7 * SECOND_US + 13), crash(128 * MINUTE_US + 11 * SECOND_US, "second")];
  const { timeline } = shrink(trials, odd).trial;
  expect(timeline).toHaveLength(1);
  const [fault] = timeline;
  expect(fault).toMatchObject({ kind: "card.crash", target: { written: "sn00/n00/c0" }, duration: 10 * SECOND_US });
  expect(Number(fault?.at) % (10 * MINUTE_US)).toBe(0);
});

test("what a hunt finds is shrunk to two faults where one alone is not enough", () => {
  const hunt = new Hunt(experimentOf(breakable), { seed: 1 });
  hunt.advance(5_000);
  if (hunt.found === undefined) throw new Error("nothing was found");
  const { trial } = shrink(hunt.trials, hunt.found.trial.timeline);
  expect(trial.timeline).toHaveLength(2);
});
