import { createRequire } from "node:module";
import { decodeExperiment, Experiment, MINUTE_US, printPath, type Scenario } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultSpec, hazard, job, scenario, timeline } from "../../src/index.ts";
import { cases, holds } from "./relation.ts";

// Effect is a dependency of the model, not of the tests.
const { encodeSync } = createRequire(new URL("../../../model/package.json", import.meta.url))("effect/Schema") as {
  readonly encodeSync: (schema: typeof Experiment) => (value: Experiment) => unknown;
};

/** What a person would have written to get this scenario, read again with every check of the model. */
const writtenAndRead = (drawn: Scenario): Scenario => {
  const named = { title: "random", seed: 1, thresholds: [], stopWhen: [], probe: MINUTE_US, ...drawn };
  const decoded = decodeExperiment(encodeSync(Experiment)(named));
  if ("problems" in decoded) {
    throw new Error(decoded.problems.map(({ path, message }) => `${printPath(path)}: ${message}`).join("\n"));
  }
  const { title: _, seed: __, thresholds: ___, stopWhen: ____, probe: _____, ...read } = decoded.value;
  return read;
};

describe("a random scenario", () => {
  test("is what somebody might have written: it passes every check and reads back the same", () => {
    holds(400, {}, (drawn) => {
      expect(writtenAndRead(drawn)).toEqual(drawn);
    });
  });

  test("takes faults and hazards that are drawn for it", () => {
    fc.assert(
      fc.property(
        scenario({ kinds: ["card.crash"] }).chain((base) =>
          fc.record({
            base: fc.constant(base),
            faults: timeline(base),
            fault: faultSpec(base),
            hazard: hazard(base),
            job: job(base.cluster),
          }),
        ),
        ({ base, faults, fault, hazard, job }) => {
          const one = { ...base, faults: [{ ...fault, id: "one" }], hazards: [hazard] };
          writtenAndRead({ ...base, faults });
          writtenAndRead(one);
          writtenAndRead({ ...base, faults: [], job: { ...job, maintenance: [] } });
        },
      ),
      cases(100),
    );
  });
});
