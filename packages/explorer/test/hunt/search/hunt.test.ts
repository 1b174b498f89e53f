import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { everyPair } from "../../../src/hunt/search/exhaustive.ts";
import { strategies } from "../../../src/hunt/search/hunt.ts";
import { signatureOf } from "../../../src/hunt/trials.ts";
import { Hunt, type HuntOptions, isBroken, type Strategy } from "../../../src/index.ts";
import { cases } from "../../arbitraries/relation.ts";
import { breakable, crash, experimentOf, MINUTE_US, trialsOf } from "../support.ts";

/** An experiment that hunts break, and one that hardly any timeline breaks. */
const broken = experimentOf(breakable);
const sound = experimentOf({ ...breakable, duration: "2 hours", thresholds: ["effectiveThroughput >= 1 %"] });

const seed = fc.nat(4_294_967_295);
const chosen: fc.Arbitrary<ReadonlyArray<Strategy>> = fc.subarray([...strategies], { minLength: 1 });

const hunted = (options: HuntOptions, count: number, experiment = broken): Hunt => {
  const hunt = new Hunt(experiment, options);
  hunt.advance(count);
  return hunt;
};

/** The timelines that a hunt tries, one by one. */
const triedBy = (options: HuntOptions, count: number): ReadonlyArray<string> => {
  const hunt = new Hunt(sound, options);
  const tried: Array<string> = [];
  const trials = hunt.trials;
  const one = trials.try.bind(trials);
  trials.try = (timeline, ...rest) => {
    tried.push(JSON.stringify(timeline));
    return one(timeline, ...rest);
  };
  // One that is unlike all before is run again to check its invariants: that is not another try.
  trials.check = (timeline) => one(timeline);
  hunt.advance(count);
  return tried;
};

describe("a hunt", () => {
  test("comes to the same again with the same seed, in one go or in slices", () => {
    fc.assert(
      fc.property(seed, chosen, fc.integer({ min: 1, max: 40 }), (given, some, slice) => {
        const options = { seed: given, strategies: some };
        const whole = hunted(options, 200);
        expect(hunted(options, 200).report).toEqual(whole.report);
        const sliced = new Hunt(broken, options);
        for (let left = 200; left > 0; left -= slice) sliced.advance(Math.min(slice, left));
        expect(sliced.report).toEqual(whole.report);
      }),
      cases(8),
    );
  });

  test("checks every sort of trial once, and in all no more events than its share of those it simulated", () => {
    for (const experiment of [sound, experimentOf({ ...breakable, duration: "20 days", thresholds: [] })]) {
      const hunt = new Hunt(experiment, { seed: 3 });
      const { trials } = hunt;
      let [simulated, checked] = [0, 0];
      const sorts: Array<string> = [];
      const [tryOne, checkOne] = [trials.try.bind(trials), trials.check.bind(trials)];
      trials.try = (timeline) => {
        const trial = tryOne(timeline);
        simulated += trial.events;
        return trial;
      };
      trials.check = (timeline) => {
        expect(checked).toBeLessThanOrEqual(5_000 + simulated / 64);
        const trial = checkOne(timeline);
        checked += trial.events;
        sorts.push(signatureOf(trial));
        return trial;
      };
      hunt.advance(300);
      expect(hunt.tried).toBe(300);
      expect(sorts).toHaveLength(hunt.checked);
      expect(sorts.length).toBeGreaterThan(1);
      expect(new Set(sorts).size).toBe(sorts.length);
    }
  });

  test("tries other timelines with another seed", () => {
    fc.assert(
      fc.property(seed, seed, (a, b) => {
        fc.pre(a !== b);
        expect(triedBy({ seed: a }, 20)).not.toEqual(triedBy({ seed: b }, 20));
      }),
      cases(5),
    );
  });

  test("stops at the first that is broken, and tries no more", () => {
    const hunt = hunted({ seed: 1 }, 5_000);
    const { found, tried } = hunt;
    if (found === undefined) throw new Error("nothing was found");
    expect(isBroken(found.trial)).toBe(true);
    expect(found.index).toBe(tried - 1);
    expect(hunt.isOver).toBe(true);
    hunt.advance(10);
    expect(hunt.tried).toBe(tried);
    expect(hunt.report.worst?.timeline).toEqual(found.trial.timeline);
  });

  test("tries nothing at all first, then the examples", () => {
    const example = [crash(50 * MINUTE_US, "mine")];
    const tried = triedBy({ seed: 1, examples: [example] }, 2);
    expect(tried).toEqual(["[]", JSON.stringify(example)]);
  });

  test("finds an example that breaks the target, although the budget does not allow it", () => {
    const experiment = experimentOf({ budget: "at most 1 link fault", thresholds: ["lostWork max <= 5 minutes"] });
    const hunt = new Hunt(experiment, { seed: 1, examples: [[crash(58 * MINUTE_US)]] });
    hunt.advance(2);
    expect(hunt.found?.index).toBe(1);
  });

  test("finds a target that is broken without any scripted fault at once", () => {
    const hunt = new Hunt(experimentOf({ thresholds: ["effectiveThroughput >= 99.9 %"] }), { seed: 1 });
    hunt.advance(100);
    expect(hunt.found).toMatchObject({ index: 0, trial: { timeline: [] } });
  });

  test("counts as worst what came nearest to the limit of all that the budget allows", () => {
    const hunt = hunted({ seed: 3 }, 150, sound);
    expect(hunt.found).toBeUndefined();
    expect(hunt.worst?.isPermitted).toBe(true);
    expect(hunt.worst?.harm).toBeGreaterThan(-1);
    expect(hunt.worst?.harm).toBeLessThanOrEqual(0);
    expect(hunt.trials.try(hunt.worst?.timeline ?? []).harm).toBe(hunt.worst?.harm);
  });
});

describe("hunts that share the work", () => {
  test("try different timelines, and each the same again", () => {
    fc.assert(
      fc.property(seed, (given) => {
        const share = (worker: number): HuntOptions => ({ seed: given, share: { worker, workers: 2 } });
        const [first, second] = [0, 1].map((worker) => triedBy(share(worker), 30));
        expect(triedBy(share(1), 30)).toEqual(second);
        const common = new Set(first).intersection(new Set(second));
        expect(common.size).toBeLessThan(10);
      }),
      cases(5),
    );
  });

  test("leave the examples to the first", () => {
    const share = { worker: 1, workers: 2 };
    const tried = triedBy({ seed: 1, share, examples: [[crash(50 * MINUTE_US, "mine")]] }, 10);
    expect(tried.join()).not.toContain('"mine"');
  });

  test("go through every pair of kind and phase, each exactly once over all of them", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 5 }), (given, workers) => {
        const all = everyPair(trialsOf({ ...breakable, duration: "2 hours" }), given).map((one) => JSON.stringify(one));
        const shares = Array.from({ length: workers }, (_, worker) => {
          const options = { seed: given, isExhaustive: true, share: { worker, workers } };
          const hunt = new Hunt(sound, options);
          const tried = triedBy(options, Number.POSITIVE_INFINITY);
          expect(tried).toHaveLength(hunt.length);
          return tried;
        });
        expect(
          shares
            .flat()
            .filter((one) => one !== "[]")
            .toSorted(),
        ).toEqual(all.toSorted());
      }),
      cases(3),
    );
  });
});

test("an exhaustive hunt has each kind alone, and each pair of kinds that the budget allows", () => {
  const trials = trialsOf({ ...breakable, duration: "2 hours" });
  const kinds = new Set(everyPair(trials, 1).map((timeline) => timeline.map(({ kind }) => kind).join(" ")));
  const allowed = trials.allowance.kinds.flatMap((a) => [
    a,
    ...trials.allowance.kinds.flatMap((b) => (a === b ? [] : [`${a} ${b}`])),
  ]);
  expect([...kinds].toSorted()).toEqual(allowed.toSorted());
});

test("an exhaustive hunt ends by itself", () => {
  const hunt = new Hunt(sound, { seed: 1, isExhaustive: true });
  hunt.advance(1_000_000);
  expect(hunt.isOver).toBe(true);
  expect(hunt.tried).toBe(hunt.length);
});
