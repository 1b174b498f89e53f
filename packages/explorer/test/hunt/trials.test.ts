import { MINUTE_US } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scenario, timeline } from "../../src/arbitraries/index.ts";
import { storyOf } from "../../src/hunt/story/story.ts";
import { stageOf } from "../../src/hunt/timeline.ts";
import { isBroken, Trials } from "../../src/hunt/trials.ts";
import { cases } from "../arbitraries/relation.ts";
import { trialsOf } from "./support.ts";

test("a trial comes to the same whether the saves that nothing disturbs are heard or not", () => {
  const any = scenario().chain((one) => fc.tuple(fc.constant(one), timeline(one, { faultsMax: 4 })));
  fc.assert(
    fc.property(any, ([one, faults]) => {
      const trials = new Trials(
        stageOf({ title: "any", seed: 1, thresholds: [], stopWhen: [], probe: MINUTE_US, ...one }),
      );
      const { events: few, ...tried } = trials.try(faults);
      const { events: all, ...checked } = trials.check(faults);
      expect({ ...checked, violations: [] }).toEqual(tried);
      expect(all).toBeGreaterThanOrEqual(few);
    }),
    cases(300),
  );
});

test("a fault that strikes again and again spends the budget with every strike, and each is told", () => {
  const again = (times: number) => [
    {
      kind: "job.crash",
      id: "again",
      on: { event: "checkpoint.persist.ended", time: 1, after: 60_000_000, every: true, times },
    } as const,
  ];
  const trials = trialsOf({ budget: "at most 2 job.crash faults", thresholds: ["interruptions <= 0"] });
  const twice = trials.try(again(2));
  expect(twice.strikes.map(({ faultId }) => faultId)).toEqual(["again", "again"]);
  expect([twice.isPermitted, isBroken(twice)]).toEqual([true, true]);
  const thrice = trials.try(again(3));
  expect(thrice.strikes).toHaveLength(3);
  expect([thrice.isPermitted, isBroken(thrice)]).toEqual([false, false]);
  expect(storyOf(trials, twice).chapters[0]?.atUs).toBe(twice.strikes[0]?.atUs);
});
