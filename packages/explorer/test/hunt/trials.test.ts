import { MINUTE_US } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scenario, timeline } from "../../src/arbitraries/index.ts";
import { stageOf } from "../../src/hunt/timeline.ts";
import { Trials } from "../../src/hunt/trials.ts";
import { cases } from "../arbitraries/relation.ts";

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
