/** A run can be forked at an instant: as itself, or into what could have become of it. */
import type { FaultSpec, JournalEvent, Scenario } from "@ordeal/model";
import { openRun, type SimulatedRun } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { holds, run } from "../packages/explorer/test/arbitraries/relation.ts";
import { experimentOf } from "../packages/simulator/test/support/run.ts";

const lines = (journal: ReadonlyArray<JournalEvent>) =>
  journal.map(({ seq, ...event }) => JSON.stringify([seq, event]));
const toEnd = (one: SimulatedRun): SimulatedRun => {
  one.advance(one.endUs);
  return one;
};
/** A run that has come some share of its way, with the journal of what it says after. */
const opened = (scenario: Scenario, seed: number) => {
  const journal: Array<JournalEvent> = [];
  const one = openRun(scenario, { seed, isForkable: true, onEvent: (event) => journal.push(event) });
  return { one, journal };
};
const crash: FaultSpec = { kind: "job.crash" };

describe("a fork", () => {
  test("goes on as the run that it was forked from, whatever instant it is", () => {
    holds(150, {}, (scenario, seed, [dice]) => {
      const { one, journal } = opened(scenario, seed);
      one.advance(Math.floor((one.endUs * (dice % 997)) / 997));
      const before = journal.length;
      const after: Array<JournalEvent> = [];
      const fork = one.fork({ onEvent: (event) => after.push(event) });
      expect(fork.nowUs).toBe(one.nowUs);
      expect(fork.snapshot()).toEqual(one.snapshot());
      expect(JSON.stringify(toEnd(fork).result())).toBe(JSON.stringify(toEnd(one).result()));
      expect(lines(after)).toEqual(lines(journal.slice(before)));
    });
  });

  test("has gone through what was injected, healed and re-seeded, and neither changes the other", () => {
    holds(80, {}, (scenario, seed, [dice, other]) => {
      const { one } = opened(scenario, seed);
      const at = (share: number) => Math.floor(one.endUs * share);
      one.inject({ ...crash, at: at(0.2) }, { id: "early" });
      one.advance(at(0.3));
      if (!one.snapshot().isOver) one.inject(crash, { id: "now", ttlUs: 1_000_000 });
      one.advance(at(0.4));
      if (dice % 2 === 0) one.reseed(other);
      one.healAll(["early", "now"]);
      one.advance(at(0.6));
      const fork = one.fork();
      const [told, again] = [toEnd(one.fork()).result(), toEnd(fork).result()];
      expect(JSON.stringify(again)).toBe(JSON.stringify(told));
      expect(one.nowUs).toBe(at(0.6));
      expect(JSON.stringify(toEnd(one).result())).toBe(JSON.stringify(told));
    });
  });

  test("from another seed shares the past, and the same seed gives the same future", () => {
    let different = 0;
    holds(120, { faultsMax: 0, kinds: ["node.crash", "job.crash"] }, (scenario, seed) => {
      const whole = run(scenario, seed);
      const { one, journal } = opened(scenario, seed);
      one.advance(Math.floor(one.endUs / 2));
      expect(lines(journal)).toEqual(lines(whole.journal.slice(0, journal.length)));
      const [first, second, third] = [7, 7, 8].map((of) => JSON.stringify(toEnd(one.fork({ seed: of })).result()));
      expect(first).toBe(second);
      if (first !== third) different++;
    });
    expect(different).toBeGreaterThan(10);
  });
});

describe("the futures of a run, each from a seed of its own", () => {
  const scenario = experimentOf({
    duration: "10 days",
    hazards: [
      { id: "h", rate: "1 per node-day", kinds: [{ kind: "job.crash" }] },
      {
        id: "w",
        rate: "1 per node-day",
        arrivals: { weibull: { shape: 0.62 } },
        kinds: [{ kind: "node.crash", repair: { exponential: { mean: "20 minutes" } } }],
      },
    ],
  });
  const half = (seed: number) => {
    const one = openRun(scenario, { seed, isForkable: true });
    one.advance(one.endUs / 2);
    return one;
  };

  test("follow the law of the run: as many faults come as in the second half of other runs", () => {
    const sums = (draw: (seed: number) => number) => {
      const counts = Array.from({ length: 600 }, (_, seed) => draw(seed));
      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
      return { mean, error: Math.sqrt(variance / counts.length) };
    };
    const later = (one: SimulatedRun, before: SimulatedRun) =>
      toEnd(one).result().counts.faults - before.result().counts.faults;
    const forked = sums((seed) => later(half(seed).fork({ seed: seed + 10_000 }), half(seed)));
    const others = sums((seed) => later(half(seed + 20_000), half(seed + 20_000)));
    expect(Math.abs(forked.mean - others.mean)).toBeLessThan(4 * Math.hypot(forked.error, others.error));
    expect(others.mean).toBeGreaterThan(40);
  });

  test("differ from each other as much as runs do", () => {
    const one = half(1);
    const counts = Array.from({ length: 200 }, (_, seed) => toEnd(one.fork({ seed })).result().counts.faults);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
    // Thirty by Poisson's law, and more for gaps of shape 0.62; futures that shared their draws would have none.
    expect(variance).toBeGreaterThan(45);
  });

  test("keep what stands already: the next arrivals were drawn, and come in all of them", () => {
    const one = half(1);
    const firstOf = (seed: number): string | undefined => {
      const said: Array<JournalEvent> = [];
      toEnd(one.fork({ seed, onEvent: (event) => said.push(event) }));
      const started = said.find(({ type }) => type === "fault.started");
      return JSON.stringify([started?.atUs, started?.seq]);
    };
    expect(new Set([1, 2, 3, 4, 5].map(firstOf)).size).toBe(1);
  });
});
