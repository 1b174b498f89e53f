import type { JournalEvent, RunResult, Scenario } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import fc from "fast-check";
import { type ArbitraryOptions, scenario } from "../../src/index.ts";

/**
 * How many cases, and which: the same every time, so that a test that held holds. `ORDEAL_CASES=100` runs a hundred
 * times `count`, and half of it runs unless that is given, for the whole suite has some minutes; `ORDEAL_SEED=7` runs others.
 */
export const cases = (count: number) => ({
  numRuns: Math.ceil(count * Number(process.env.ORDEAL_CASES ?? 0.5)),
  seed: Number(process.env.ORDEAL_SEED ?? 20_260_326),
});

/** Three natural numbers, for what else a relation needs to choose. */
export type Dice = readonly [number, number, number];

/** Checks something about random scenarios and seeds. A failure prints its case, shrunk, with its seed and path. */
export const holds = (
  count: number,
  options: ArbitraryOptions,
  check: (scenario: Scenario, seed: number, dice: Dice) => void,
): void => {
  const dice = fc.tuple(fc.nat(), fc.nat(), fc.nat());
  fc.assert(fc.property(scenario(options), fc.nat(999), dice, check), cases(count));
};

export interface Run {
  readonly result: RunResult;
  readonly journal: ReadonlyArray<JournalEvent>;
}

export const run = (scenario: Scenario, seed: number): Run => {
  const journal: Array<JournalEvent> = [];
  const result = simulate(scenario, { seed, onEvent: (event) => journal.push(event) });
  return { result, journal };
};

export type Wanted = (event: JournalEvent) => boolean;

/** The journal without sequence numbers, to compare runs of which one says things that the other does not. */
export const lines = (journal: ReadonlyArray<JournalEvent>, isWanted: Wanted = () => true): ReadonlyArray<string> =>
  journal.filter(isWanted).map(({ atUs, type, data }) => `${atUs} ${type} ${JSON.stringify(data)}`);
