import { decodeExperiment, faultsAllowed, instantUs, namesKind, selectedComponent, writeFault } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { targetsOf } from "../../../src/arbitraries/target.ts";
import { adapt } from "../../../src/hunt/draw/adapt.ts";
import { aimedTimeline, RandomTimelines } from "../../../src/hunt/draw/timeline.ts";
import { everyPair } from "../../../src/hunt/search/exhaustive.ts";
import { cross, mutate } from "../../../src/hunt/search/mutate.ts";
import { lasts, type ScriptedFaults, stageOf, withIds } from "../../../src/hunt/timeline.ts";
import { Trials } from "../../../src/hunt/trials.ts";
import { cases } from "../../arbitraries/relation.ts";
import { anyCase, anyTrials, dice, drawn, experimentOf } from "../support.ts";

/** All that a budget says of a timeline before it runs, worked out again. */
const breaches = (timeline: ScriptedFaults, { allowance, stage }: Trials): ReadonlyArray<string> => {
  const { budget, durations, firstUs, lastUs } = allowance;
  const { apart, within = Number.POSITIVE_INFINITY, targets } = budget;
  const said: Array<string> = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) said.push(what);
  };
  for (const [name, limit] of Object.entries(budget.atMost)) {
    must(timeline.filter(({ kind }) => namesKind(name, kind)).length <= limit, `more than ${limit} of ${name}`);
  }
  must(timeline.length <= (budget.faults ?? Number.POSITIVE_INFINITY), "more faults than in all");
  must(new Set(timeline.map(({ id }) => id)).size === timeline.length, "two faults with one id");
  for (const { id, kind, at, on, every, target, duration } of timeline) {
    must(id !== undefined, "a fault without an id");
    must(faultsAllowed(budget, kind) > 0, `${kind} is not allowed`);
    must((at === undefined) !== (on === undefined) && every === undefined, `${id} does not start once`);
    must((duration !== undefined) === lasts(kind), `${id} lasts, or does not`);
    must(duration === undefined || (duration >= durations.from && duration <= durations.to), `${id} lasts ${duration}`);
    const component = target === undefined ? undefined : selectedComponent(target);
    must(component === undefined || targetsOf(kind, stage.cluster).includes(component), `${id} strikes ${component}`);
    must(target?.by !== "draw" || target.count === 1, `${id} strikes several`);
    const given = Object.entries(targets).filter(([name]) => namesKind(name, kind));
    const allowed = given.flatMap(([, selectors]) => selectors.map((one) => JSON.stringify(one)));
    must(given.length === 0 || allowed.includes(JSON.stringify(target)), `${id} strikes what it must not`);
  }
  const times = timeline
    .flatMap(({ at }) => (at === undefined ? [] : [instantUs(at, stage.startsAt) ?? Number.NaN]))
    .sort((a, b) => a - b);
  must(
    times.every((us) => us >= firstUs && us <= lastUs),
    `strikes at ${times} are outside ${firstUs} to ${lastUs}`,
  );
  must(
    times.every((us, index) => index === 0 || us - (times[index - 1] ?? 0) >= apart),
    `strikes at ${times} are not ${apart} apart`,
  );
  must((times.at(-1) ?? 0) - (times[0] ?? 0) <= within, `strikes at ${times} are not within ${within}`);
  return said;
};

/** What an experiment that scripts these faults would be told. */
const problems = (timeline: ScriptedFaults, { stage }: Trials): ReadonlyArray<string> => {
  const { startsAt } = stage;
  const read = decodeExperiment({
    title: "again",
    duration: `${stage.duration} micros`,
    cluster: { name: "small", nodes: 6, nodesPerSupernode: 3 },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds" }] },
    ...(startsAt === undefined ? {} : { startsAt: new Date(startsAt).toISOString() }),
    faults: timeline.map(writeFault),
  });
  return "problems" in read ? read.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};

const trialsFor = (experiment: ReturnType<typeof experimentOf>): Trials => new Trials(stageOf(experiment));

const isWithin = (timeline: ScriptedFaults, trials: Trials): void => {
  expect(breaches(timeline, trials)).toEqual([]);
  expect(problems(timeline, trials)).toEqual([]);
};

describe("a timeline stays within the budget when it", () => {
  test("is drawn by luck", () => {
    fc.assert(
      fc.property(anyTrials(), fc.nat(), (trials, seed) => {
        const random = new RandomTimelines(trials, dice(seed));
        for (let left = 5; left > 0; left--) isWithin(random.next(), trials);
      }),
      cases(150),
    );
  });

  test("is aimed at a phase of the run", () => {
    fc.assert(
      fc.property(anyTrials(), fc.nat(), (trials, seed) => {
        const chance = dice(seed);
        for (let left = 5; left > 0; left--) isWithin(aimedTimeline(trials, chance), trials);
      }),
      cases(150),
    );
  });

  test("is bent to it from any other", () => {
    fc.assert(
      fc.property(anyCase, ({ trials, any, seed }) => isWithin(adapt(withIds(any), trials, dice(seed)), trials)),
      cases(300),
    );
  });

  test("is one of two crossed, or one mutated, over and over", () => {
    fc.assert(
      fc.property(anyTrials(), fc.nat(), (trials, seed) => {
        const chance = dice(seed);
        let [one = [], other = []] = drawn(trials, chance);
        for (let left = 5; left > 0; left--) {
          const changed = mutate(one, trials, chance);
          isWithin(changed, trials);
          const mixed = cross(changed, other, trials, chance);
          isWithin(adapt(mixed, trials, chance), trials);
          [one, other] = [mixed, changed];
        }
      }),
      cases(150),
    );
  });

  test("is one of every pair of kinds", () => {
    fc.assert(
      fc.property(anyTrials(), fc.nat(), (trials, seed) => {
        fc.pre(trials.allowance.kinds.length <= 4);
        for (const timeline of everyPair(trials, seed)) isWithin(timeline, trials);
      }),
      cases(20),
    );
  });
});

test("bending leaves alone what the budget already allows", () => {
  fc.assert(
    fc.property(anyTrials(), fc.nat(), (trials, seed) => {
      const chance = dice(seed);
      for (const timeline of drawn(trials, chance)) expect(adapt(timeline, trials, chance)).toEqual(timeline);
    }),
    cases(150),
  );
});

test("nothing strikes before the steady state was looked at", () => {
  const experiment = experimentOf({ steadyState: { holds: ["throughput >= 90 %"] }, budget: "at most 2 card faults" });
  const trials = trialsFor(experiment);
  expect(trials.allowance.firstUs).toBeGreaterThan(0);
  const [first] = adapt([{ id: "early", kind: "card.crash", at: 0 }], trials, dice(1));
  expect(first?.at).toBe(trials.allowance.firstUs);
});
