import { describe, expect, test } from "vitest";
import { DAY_US, faultKindNames, Hazard, HOUR_US, hazardRate } from "../src/index.ts";
import { parametersOf } from "./fault-parameters.ts";
import { problemsOf, read, refused } from "./support.ts";

const hazard = (more: Readonly<Record<string, unknown>> = {}) => ({
  id: "cards",
  rate: "0.3e-3 per card-day",
  kinds: [{ kind: "card.crash" }],
  ...more,
});

describe("a hazard", () => {
  test("has exponential gaps, uniform victims and a weight of one unless it says otherwise", () => {
    expect(read(Hazard, hazard())).toEqual({
      id: "cards",
      rate: { perUs: 0.3e-3 / DAY_US, per: "card" },
      arrivals: "exponential",
      victims: "uniform",
      kinds: [{ kind: "card.crash", weight: 1 }],
    });
  });

  test("says how often by a mean time between failures too, and by one of the two alone", () => {
    const { rate: _, ...without } = hazard({ mtbf: "50,000 hours per card" });
    expect(hazardRate(read(Hazard, without))).toEqual({ perUs: 1 / (50_000 * HOUR_US), per: "card" });
    expect(problemsOf({ hazards: [without] })).toEqual([]);
    expect(problemsOf({ hazards: [hazard({ mtbf: "50,000 hours per card" })] })).toEqual([
      "hazards[0]: expected exactly one of rate, mtbf, life and arrivals.trace, found rate and mtbf",
    ]);
    expect(problemsOf({ hazards: [{ ...without, mtbf: "1 micro per card" }] }).join()).toContain(
      "hazards[0].mtbf: expected at most 10000000 faults in a run",
    );
  });

  test("takes every law there is", () => {
    const laws = {
      source: "a paper",
      arrivals: { weibull: { shape: 0.62 } },
      victims: { lemons: { share: "6 %", faults: "40 %", curedByRepair: "50 %" } },
      exposed: "while stepping",
      burst: { probability: "14.6 %" },
      relapse: { probability: "22.6 %", within: "1 day" },
      periods: { every: "14 days", rateVariation: "45 %" },
      repair: { fixed: "1 hour" },
    };
    expect(read(Hazard, hazard(laws))).toMatchObject({
      arrivals: { weibull: { shape: 0.62 } },
      victims: { lemons: { share: 0.06, faults: 0.4, curedByRepair: 0.5 } },
      exposed: "while stepping",
      burst: { probability: 0.146, extra: 1 },
      relapse: { probability: 0.226, within: DAY_US },
      periods: {
        every: 14 * DAY_US,
        rateVariation: 0.45,
        ratePersistence: 0,
        kindCorrelation: 0,
        repairCorrelation: 0,
      },
      repair: { fixed: HOUR_US },
    });
  });

  test.each(faultKindNames)("brings %s, with its parameters", (kind) => {
    const { good, decoded } = parametersOf[kind];
    const kinds = [
      { kind, weight: 148, cause: "published", detectAfter: "1 minute", repair: { fixed: "1 hour" }, ...good },
    ];
    expect(read(Hazard, hazard({ kinds })).kinds).toEqual([
      { kind, weight: 148, cause: "published", detectAfter: 60_000_000, repair: { fixed: HOUR_US }, ...decoded },
    ]);
  });

  test("blames each of its kinds by itself", () => {
    const kinds = [
      { kind: "card.krash" },
      { kind: "card.crash", weight: 0 },
      { kind: "card.slow" },
      { kind: "card.crash", at: "1 hour" },
      { weight: 3 },
      "card.crash",
    ];
    const list = `expected a fault kind with its weight; kinds are ${faultKindNames.join(", ")}`;
    expect(refused(Hazard, hazard({ kinds }))).toEqual([
      `kinds[0].kind: ${list}, found "card.krash"; did you mean "card.crash"?`,
      "kinds[1].weight: expected a value greater than 0, found 0",
      "kinds[2].speed: is required, and it is missing",
      expect.stringContaining("kinds[3].at: is not a field that Ordeal knows here"),
      `kinds[4]: ${list}, found no kind`,
      `kinds[5]: ${list}, found "card.crash"`,
    ]);
  });

  test.each([
    [{ kinds: [] }, "kinds: expected at least one item, found an empty list"],
    [{ kinds: { kind: "card.crash" } }, 'kinds: expected a list, found {"kind":"card.crash"}'],
    [{ id: "" }, 'id: expected text that is not empty, found ""'],
    [{ id: 7 }, "id: expected text, found 7"],
    [{ id: "x".repeat(101) }, `id: expected at most 100 characters, found "${"x".repeat(79)}…`],
    [{ rates: 1 }, expect.stringContaining("rates: is not a field that Ordeal knows here")],
    [{ life: {} }, "life.weibull: is required, and it is missing"],
    [{ kinds: [{ kind: "card.crash", weight: -1 }] }, "kinds[0].weight: expected a value greater than 0, found -1"],
    [{ kinds: [{ kind: "card.crash", weight: Number.NaN }] }, "kinds[0].weight: expected a finite number, found NaN"],
  ])("is refused with %j", (more, expected) => {
    expect(refused(Hazard, hazard(more))).toEqual([expected]);
  });

  test("with a rate that is negative or without end is told what a rate is", () => {
    for (const rate of ["-0.3e-3 per card-day", "1e400 per day", "0.3e-3", 0.3e-3]) {
      expect(refused(Hazard, hazard({ rate }))).toEqual([
        expect.stringMatching(/^rate: expected a rate that is not negative, such as .*, found /),
      ]);
    }
  });
});
