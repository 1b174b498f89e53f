/** What holds in every run, whatever its scenario and seed. */
import { checkInvariants } from "@ordeal/explorer";
import { buckets, DAY_US, type JournalEvent, MINUTE_US, type Scenario, SECOND_US } from "@ordeal/model";
import { openRun, simulate } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { type Dice, holds, lines, run } from "../packages/explorer/test/arbitraries/relation.ts";
import { expectSame } from "./support/expect-same.ts";

/** A scenario with what random ones lack: paths that wait to be tried again, and hazards with good and bad periods. */
const withMore = (scenario: Scenario, [first, second, third]: Dice): Scenario => {
  const share = (die: number): number => Math.min(1, (die % 120) / 100);
  const periods = {
    every: MINUTE_US * (1 + (first % 120)),
    rateVariation: share(first),
    ratePersistence: share(second),
    kindCorrelation: share(third),
    repairCorrelation: share(first + second),
  };
  return {
    ...scenario,
    cluster: { ...scenario.cluster, reconnect: SECOND_US * (second % 300) },
    hazards: scenario.hazards.map((hazard) => (hazard.rate === undefined ? hazard : { ...hazard, periods })),
  };
};

describe("every run", () => {
  test("puts every microsecond of wall time into exactly one bucket", () => {
    holds(500, {}, (scenario, seed) => {
      const { ledgerUs, wallUs, metrics } = simulate(scenario, { seed });
      expect(wallUs).toBe(scenario.duration);
      expect(Object.keys(ledgerUs).sort()).toEqual([...buckets].sort());
      const times = buckets.map((bucket) => ledgerUs[bucket]);
      expect(times.filter((us) => !Number.isSafeInteger(us) || us < 0)).toEqual([]);
      expect(times.reduce((sum, us) => sum + us, 0)).toBe(wallUs);
      expect(metrics.effectiveThroughput).toBe(ledgerUs.productive / wallUs);
    });
  });

  test("keeps every invariant", () => {
    holds(300, {}, (scenario, seed) => {
      expect(checkInvariants({ scenario, ...run(scenario, seed) })).toEqual([]);
    });
  });

  test("comes to the same whether anybody listens or not", () => {
    holds(400, {}, (scenario, seed) => {
      expectSame(run(scenario, seed).result, simulate(scenario, { seed }));
    });
  });

  test("keeps all that with periods, and with paths that wait to be tried again", () => {
    holds(300, {}, (random, seed, dice) => {
      const scenario = withMore(random, dice);
      const told = run(scenario, seed);
      expect(checkInvariants({ scenario, ...told })).toEqual([]);
      expectSame(told.result, simulate(scenario, { seed }));
    });
  });

  test("comes to the same over days, most of which nobody listens to and nothing happens in", () => {
    holds(30, { durationMaxUs: 10 * DAY_US, faultsMax: 3 }, (scenario, seed) => {
      expectSame(run(scenario, seed).result, simulate(scenario, { seed }));
    });
  });

  test("comes to the same in one go and in pieces, with looks at it and results taken in between", () => {
    holds(200, {}, (scenario, seed, dice) => {
      const whole = run(scenario, seed);
      const journal: Array<JournalEvent> = [];
      const heard = openRun(scenario, { seed, onEvent: (event) => journal.push(event) });
      const unheard = openRun(scenario, { seed });
      for (const piecewise of [heard, unheard]) {
        for (let piece = 0; piecewise.nowUs < piecewise.endUs; piece++) {
          // Between one and a hundred pieces of unequal length.
          const die = dice[piece % dice.length] ?? 0;
          piecewise.advance(piecewise.nowUs + 1 + Math.floor(scenario.duration / 50) + (die % scenario.duration));
          if (piece % 2 === 0) piecewise.snapshot();
          if (piece % 3 === 0) piecewise.result();
        }
        expectSame(piecewise.result(), whole.result);
      }
      expectSame(journal, whole.journal);
    });
  });

  test("tells all but the saves in the same order when quiet saves are left out", () => {
    holds(300, {}, (scenario, seed) => {
      const journal: Array<JournalEvent> = [];
      simulate(scenario, { seed, onEvent: (event) => journal.push(event), emitsQuietSaves: false });
      const times = journal.map(({ atUs }) => atUs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      const isWanted = ({ type }: JournalEvent) => !type.startsWith("checkpoint.");
      expect(lines(journal, isWanted)).toEqual(lines(run(scenario, seed).journal, isWanted));
    });
  });

  test("says and comes to the same when it is run again", () => {
    holds(200, {}, (scenario, seed) => {
      expectSame(run(structuredClone(scenario), seed), run(scenario, seed));
    });
  });
});
