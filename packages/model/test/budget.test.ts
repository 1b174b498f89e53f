import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Budget,
  decodeExperiment,
  Experiment,
  faultFamilies,
  faultsAllowed,
  faultsAllowedInAll,
  HOUR_US,
  MINUTE_US,
  parseBudget,
} from "../src/index.ts";
import { experimentOf, problemsOf, written } from "./support.ts";

const encoded = (experiment: Experiment): unknown => Schema.encodeSync(Experiment)(experiment);

const sentence =
  "at most 3 card faults, 2 link faults and 1 cooling fault, any two at least 1 minute apart, within 2 hours";

const budgetOf = (budget: unknown): Budget => {
  const { budget: read } = experimentOf({ budget });
  if (read === undefined) throw new Error("no budget");
  return read;
};

describe("a budget", () => {
  test("is a sentence, or a mapping that says the same", () => {
    const mapping = { atMost: { card: 3, link: 2, cooling: 1 }, apart: "1 minute", within: "2 hours" };
    expect(budgetOf(sentence)).toEqual(budgetOf(mapping));
    expect(budgetOf(sentence)).toMatchObject({ apart: MINUTE_US, within: 2 * HOUR_US });
  });

  test("reads every sentence of its form", () => {
    const counts = fc.uniqueArray(fc.tuple(fc.constantFrom(...faultFamilies), fc.integer({ min: 1, max: 100 })), {
      minLength: 1,
      selector: ([family]) => family,
    });
    fc.assert(
      fc.property(counts, fc.option(fc.integer({ min: 1, max: 59 })), (limits, apart) => {
        const parts = limits.map(([family, limit]) => `${limit} ${family} fault${limit === 1 ? "" : "s"}`);
        const text = `at most ${parts.join(", ")}${apart === null ? "" : `, any two at least ${apart} minutes apart`}`;
        expect(parseBudget(text)).toMatchObject({
          atMost: Object.fromEntries(limits),
          apart: (apart ?? 0) * MINUTE_US,
        });
      }),
    );
  });

  test("is written as it was read", () => {
    const experiment = experimentOf({ budget: sentence });
    const again = decodeExperiment(encoded(experiment));
    expect("value" in again && again.value.budget).toEqual(experiment.budget);
  });

  test("may be left out", () => {
    expect(experimentOf().budget).toBeUndefined();
    expect(Object.keys(written())).not.toContain("budget");
  });

  test("counts a kind against its own limit, its family's and all of them together", () => {
    const budget = budgetOf({ atMost: { card: 3, "card.hang": 1, link: 2 }, faults: 4 });
    expect(faultsAllowed(budget, "card.crash")).toBe(3);
    expect(faultsAllowed(budget, "card.hang")).toBe(1);
    expect(faultsAllowed(budget, "storage.down")).toBe(0);
    expect(faultsAllowedInAll(budget)).toBe(4);
    expect(faultsAllowedInAll(budgetOf(sentence))).toBe(6);
    expect(faultsAllowed(budgetOf("at most 2 faults"), "job.crash")).toBe(2);
  });
});

describe("a budget is refused when it", () => {
  const refused: ReadonlyArray<readonly [what: string, budget: unknown, problem: RegExp]> = [
    ["is no budget", "three card faults", /^budget: expected a budget such as/],
    ["names a family that is none", "at most 3 cad faults", /^budget: expected faults of a family \(card, node/],
    ["names a kind that is none", { atMost: { "card.crush": 1 } }, /^budget\.atMost\.card\.crush: expected a family/],
    ["says a time that is none", "at most 2 faults, any two at least soon apart", /found "soon"/],
    ["allows nothing", "at most 0 faults", /^budget: allows no fault at all/],
    ["does not say how many", {}, /^budget: does not say how many/],
    ["allows more of a kind than of its family", { atMost: { card: 1, "card.hang": 3 } }, /only 1 of card$/],
    ["lets none of its kinds occur", { atMost: { card: 3 }, kinds: ["link.*"] }, /budget\.kinds allows none of them/],
    ["has no room", { atMost: { card: 2 }, apart: "4 hours" }, /^budget\.apart: expected less than 3 hours/],
    ["turns times round", { faults: 1, durations: { from: "1 hour", to: "1 minute" } }, /^budget\.durations: /],
    ["aims a kind at what it cannot strike", { atMost: { card: 1 }, targets: { card: ["cdu0"] } }, /expected a card/],
    ["aims at what is not there", { atMost: { card: 1 }, targets: { card: ["sn99/n00/c0"] } }, /does not exist/],
  ];
  test.each(refused)("%s", (_, budget, problem) => {
    expect(problemsOf({ budget })[0]).toMatch(problem);
  });

  test("names faults that the cluster cannot have", () => {
    const cluster = { scaleUp: { planes: 0 }, scaleOut: { uplinks: 0 } };
    expect(problemsOf({ cluster, budget: "at most 1 switch fault" })[0]).toMatch(/nothing that switch could strike/);
  });
});
