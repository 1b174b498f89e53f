import { decodeExperiment, type Experiment, faultFamilies, faultKindNames, MINUTE_US, SECOND_US } from "@ordeal/model";
import fc from "fast-check";
import { Dice } from "../../src/hunt/draw/dice.ts";
import { aimedTimeline, RandomTimelines } from "../../src/hunt/draw/timeline.ts";
import { type ScriptedFaults, stageOf } from "../../src/hunt/timeline.ts";
import { Trials } from "../../src/hunt/trials.ts";
import { timeline } from "../../src/index.ts";

export type Sections = Readonly<Record<string, unknown>>;

/** Six hours of a small cluster in two supernodes, as people write it; every section can be replaced. */
const written = (sections: Sections): Sections => ({
  title: "A small test",
  seed: 7,
  duration: "6 hours",
  cluster: { name: "small", nodes: 6, nodesPerSupernode: 3 },
  job: { nodes: 4, step: "10 seconds" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
  recovery: { restart: "90 seconds" },
  thresholds: ["effectiveThroughput >= 80 %"],
  ...sections,
});

/** That experiment, decoded; `undefined` when there is anything wrong with it. */
const decoded = (sections: Sections): Experiment | undefined => {
  const read = decodeExperiment(written(sections));
  return "value" in read ? read.value : undefined;
};

export const experimentOf = (sections: Sections = {}): Experiment => {
  const read = decodeExperiment(written(sections));
  if ("value" in read) return read.value;
  throw new Error(read.problems.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
};

export const trialsOf = (sections: Sections = {}): Trials => new Trials(stageOf(experimentOf(sections)));

/** Breaks its target by any two crashes, the second while the job is down. */
export const breakable: Sections = {
  recovery: { restart: "10 minutes" },
  budget: { atMost: { "card.crash": 1, "node.crash": 1, "job.crash": 1, "link.degrade": 1 }, apart: "30 seconds" },
  thresholds: ["recoveryTime max <= 12 minutes"],
};

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((count) => `${count} seconds`);

/** What a budget may aim at; which of them fit a kind is for the experiment to say. */
const aimedAt = [
  ["card", "sn00/n01/c2"],
  ["card", "a card of the job"],
  ["node", "sn01/n00"],
  ["link", "sn00/n00/up03"],
  ["link.down", "sn01/plane1"],
  ["cooling", "cdu0"],
] as const;

const names = [...faultFamilies, ...faultKindNames, "*"];

/** Budgets as people write them. Some contradict themselves: {@link anyTrials} leaves those out. */
export const budget = () =>
  fc.record(
    {
      atMost: fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 0, max: 3 }), { minKeys: 1, maxKeys: 4 }),
      faults: fc.integer({ min: 1, max: 5 }),
      apart: seconds(0, 4_000),
      within: seconds(4_001, 20_000),
      targets: fc.constantFrom(...aimedAt).map(([name, target]) => ({ [name]: [target] })),
      durations: fc
        .tuple(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 0, max: 9_000 }))
        .map(([from, more]) => ({ from: `${from} seconds`, to: `${from + more} seconds` })),
    },
    { requiredKeys: ["atMost"] },
  );

/** Trials of the small experiment, each within a budget of its own that allows something. */
export const anyTrials = (sections: Sections = {}): fc.Arbitrary<Trials> =>
  fc
    .tuple(budget(), fc.constantFrom({}, { startsAt: "2026-03-26T00:00:00Z" }, { duration: "40 minutes" }))
    .map(([one, more]) => decoded({ ...sections, ...more, budget: one }))
    .filter((experiment) => experiment !== undefined)
    .map((experiment) => new Trials(stageOf(experiment)));

/** Timelines that a search drew, of one trials. */
export const drawn = (trials: Trials, dice: Dice): ReadonlyArray<ScriptedFaults> => {
  const random = new RandomTimelines(trials, dice);
  return [random.next(), random.next(), aimedTimeline(trials, dice), aimedTimeline(trials, dice)];
};

/** Trials, any timeline for them, whatever the budget, and dice. */
export const anyCase = fc
  .tuple(anyTrials(), fc.nat(1e9))
  .chain(([trials, seed]) =>
    fc.record({ trials: fc.constant(trials), any: timeline(trials.stage), seed: fc.constant(seed) }),
  );

export const dice = (seed: number): Dice => new Dice(seed, "test");

/** A crash of one card at an instant. */
export const crash = (atUs: number, id = "card.crash-1"): ScriptedFaults[number] => ({
  id,
  kind: "card.crash",
  target: { by: "address", written: "sn00/n01/c3", address: { component: "card", supernode: 0, node: 1, card: 3 } },
  at: atUs,
  duration: 30 * MINUTE_US,
});

export { MINUTE_US, SECOND_US };
