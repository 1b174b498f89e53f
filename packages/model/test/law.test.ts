import { describe, expect, test } from "vitest";
import { ArrivalLaw, BurstLaw, DAY_US, HOUR_US, LifeLaw, RelapseLaw, RepairLaw, VictimLaw } from "../src/index.ts";
import { nonsense, read, refused } from "./support.ts";

describe("a repair law", () => {
  test.each([
    [{ fixed: "30 minutes" }, { fixed: HOUR_US / 2 }],
    [{ exponential: { mean: "2 hours" } }, { exponential: { mean: 2 * HOUR_US } }],
    [{ lognormal: { median: "1 hour", mean: "1 day" } }, { lognormal: { median: HOUR_US, mean: DAY_US } }],
  ])("is %j", (law, decoded) => {
    expect(read(RepairLaw, law)).toEqual(decoded);
  });

  test.each([
    [{ fixed: "3 apples" }, /^fixed: expected a duration longer than zero, .*, found "3 apples"$/],
    [{ fixed: "0 seconds" }, /^fixed: expected a duration longer than zero/],
    [{ exponential: "2 hours" }, /^exponential: expected a mapping, found "2 hours"$/],
    [{ exponential: {} }, /^exponential\.mean: is required, and it is missing$/],
    [{ lognormal: { median: "1 hour" } }, /^lognormal\.mean: is required, and it is missing$/],
    [{ lognormal: { median: "1 hour", mean: "2 hours", sigma: 1 } }, /^lognormal\.sigma: is not a field/],
    [{ fixed: "1 hour", extra: 3 }, /^extra: is not a field that Ordeal knows here/],
  ])("blames the part that is wrong with it: %j", (law, expected) => {
    expect(refused(RepairLaw, law)).toEqual([expect.stringMatching(expected)]);
  });

  test.each([{ weibull: { shape: 1 } }, { fixed: "1 hour", exponential: { mean: "1 hour" } }, "3 hours", ...nonsense])(
    "is told which laws there are when it is none of them, or two: %s",
    (law) => {
      expect(refused(RepairLaw, law)).toEqual([
        expect.stringMatching(
          /^expected one repair law: \{fixed: "3 hours"\}, \{exponential: \{mean\}\} or \{lognormal: \{median, mean\}\}, found /,
        ),
      ]);
    },
  );
});

describe("an arrival law", () => {
  test("is exponential, Weibull by its shape, or a trace of instants", () => {
    expect(read(ArrivalLaw, "exponential")).toBe("exponential");
    expect(read(ArrivalLaw, { weibull: { shape: 0.62 } })).toEqual({ weibull: { shape: 0.62 } });
    expect(read(ArrivalLaw, { trace: ["1 hour", "2026-03-26T01:00:00Z"] })).toEqual({
      trace: [HOUR_US, { dateMs: Date.UTC(2026, 2, 26, 1) }],
    });
  });

  test.each([0, 0.09, 20.1, -1])("has a shape between 0.1 and 20, and not %d", (shape) => {
    expect(refused(ArrivalLaw, { weibull: { shape } })).toEqual([
      `weibull.shape: expected a value between 0.1 and 20, found ${shape}`,
    ]);
  });

  test("blames the instants of a trace one by one", () => {
    const expected = 'expected a time since the start such as "90 minutes", or a date with its time zone';
    expect(refused(ArrivalLaw, { trace: ["1 hour", "x", 3] })).toEqual([
      `trace[1]: ${expected}, found "x"`,
      `trace[2]: ${expected}, found 3`,
    ]);
  });

  test.each(["poisson", { weibul: { shape: 1 } }, { weibull: { shape: 1 }, trace: [] }, ...nonsense])(
    "is told which laws there are when it is none of them, or two: %s",
    (law) => {
      expect(refused(ArrivalLaw, law)).toEqual([
        expect.stringMatching(/^expected one arrival law: "exponential", .*, found /),
      ]);
    },
  );
});

describe("a victim law", () => {
  test("is uniform, or lemons by their share and their share of the faults", () => {
    expect(read(VictimLaw, "uniform")).toBe("uniform");
    expect(read(VictimLaw, { lemons: { share: "6 %", faults: "40 %" } })).toEqual({
      lemons: { share: 0.06, faults: 0.4 },
    });
  });

  test("wants both shares, each from 0 to 1", () => {
    expect(refused(VictimLaw, { lemons: { share: "6 %" } })).toEqual(["lemons.faults: is required, and it is missing"]);
    expect(refused(VictimLaw, { lemons: { share: 6, faults: -1 } })).toEqual([
      'lemons.share: expected a share from 0 % to 100 %, such as "93.12 %" or 0.9312, found 6',
      'lemons.faults: expected a share from 0 % to 100 %, such as "93.12 %" or 0.9312, found -1',
    ]);
    expect(refused(VictimLaw, "lemons")).toEqual([
      'expected one victim law: "uniform" or {lemons: {share, faults}}, found "lemons"',
    ]);
  });
});

describe("a life law", () => {
  test("is Weibull by its shape and mean", () => {
    const law = { weibull: { shape: 1.5, mean: "50000 hours" } };
    expect(read(LifeLaw, law)).toEqual({ weibull: { shape: 1.5, mean: 50_000 * HOUR_US } });
    expect(refused(LifeLaw, { weibull: { shape: Number.NaN, mean: "0 days" } })).toEqual([
      "weibull.shape: expected a finite number, found NaN",
      expect.stringMatching(/^weibull\.mean: expected a duration longer than zero/),
    ]);
  });
});

describe("bursts and relapses", () => {
  test("bring one other, and come within a day, unless they say otherwise", () => {
    expect(read(BurstLaw, { probability: "14.6 %" })).toEqual({ probability: 0.146, extra: 1 });
    expect(read(RelapseLaw, { probability: 0.2 })).toEqual({ probability: 0.2, within: DAY_US });
  });

  test("are probable, positive and whole", () => {
    expect(refused(BurstLaw, { probability: 2, extra: 0 }).map((line) => line.split(":")[0])).toEqual([
      "probability",
      "extra",
    ]);
    expect(refused(BurstLaw, { probability: 0.5, extra: 1.5 })).toEqual(["extra: expected an integer, found 1.5"]);
    expect(refused(RelapseLaw, { probability: "x", within: "0 days" }).map((line) => line.split(":")[0])).toEqual([
      "probability",
      "within",
    ]);
  });
});
