import { describe, expect, test } from "vitest";
import { Checkpoint, checkpointBytes, DAY_US, HOUR_US, MINUTE_US, SECOND_US } from "../src/index.ts";
import { nonsense, read, refused, type Written } from "./support.ts";

const checkpoint = (more: Written = {}, tier: Written = {}): Written => ({
  interval: "10 minutes",
  tiers: [{ stall: "10 seconds", ...tier }],
  ...more,
});

describe("a checkpoint", () => {
  test("has one tier called storage that outlives the site and keeps three, and one an hour for two days", () => {
    expect(read(Checkpoint, checkpoint())).toEqual({
      interval: 10 * MINUTE_US,
      tiers: [
        {
          name: "storage",
          medium: "storage",
          stall: 10 * SECOND_US,
          keep: { last: 3, every: HOUR_US, for: 2 * DAY_US },
        },
      ],
    });
  });

  test("keeps the other defaults of what it keeps", () => {
    expect(read(Checkpoint, checkpoint({}, { keep: { last: 5 } })).tiers[0].keep).toEqual({
      last: 5,
      every: HOUR_US,
      for: 2 * DAY_US,
    });
  });

  test.each([
    ["young", "young"],
    ["daly", "daly"],
    ["30 minutes", 30 * MINUTE_US],
    [{ steps: 100 }, { steps: 100 }],
  ])("can be taken every %j", (interval, decoded) => {
    expect(read(Checkpoint, checkpoint({ interval })).interval).toEqual(decoded);
    expect(read(Checkpoint, checkpoint({}, { interval })).tiers[0].interval).toEqual(decoded);
  });

  test("can be taken when a function says so", () => {
    const interval = ({ mtbfUs }: { readonly mtbfUs: number }) => mtbfUs / 2;
    expect(read(Checkpoint, checkpoint({ interval })).interval).toBe(interval);
  });

  test.each([
    "0 seconds",
    "often",
    "Young",
    100,
    -1,
    { step: 5, steps: 5, more: 1 },
    ...nonsense.filter((value) => typeof value !== "function"),
  ])("cannot be taken every %s", (interval) => {
    const problems = refused(Checkpoint, checkpoint({ interval }));
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) {
      expect(problem).toMatch(
        /^interval: expected an interval: a duration longer than zero, \{steps: n\}, "young", "daly" or .*, found |^interval\.(step|more): is not a field|^interval\.steps: is required/,
      );
    }
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "100"])("cannot be taken every %s steps", (steps) => {
    expect(refused(Checkpoint, checkpoint({ interval: { steps } }))).toEqual([
      expect.stringMatching(/^interval\.steps: expected (a value between 1 and 1000000000|an integer|number), found /),
    ]);
  });

  test.each([
    [{ tiers: [] }, "tiers: expected at least one item, found an empty list"],
    [{ tiers: { stall: "1 second" } }, 'tiers: expected a list, found {"stall":"1 second"}'],
    [{ tiers: [{}] }, "tiers[0].stall: is required, and it is missing"],
    [{ tier: [] }, /^tier: is not a field that Ordeal knows here; did you mean "tiers"\?$/],
    [{ mtbf: "0 days" }, /^mtbf: expected a duration longer than zero/],
  ])("is refused with %j", (more, expected) => {
    expect(refused(Checkpoint, checkpoint(more))).toEqual([
      typeof expected === "string" ? expected : expect.stringMatching(expected),
    ]);
  });

  test("tells everything that is wrong with a tier at once", () => {
    const tier = {
      name: "",
      medium: "tape",
      stall: "x",
      persist: 5,
      load: "-1 seconds",
      survives: "planet",
      keep: { last: 0, every: "0 seconds", for: {} },
      interval: "often",
      extra: 1,
    };
    expect(refused(Checkpoint, checkpoint({}, tier)).map((line) => line.split(", found ")[0])).toEqual([
      expect.stringContaining("tiers[0].extra: is not a field that Ordeal knows here"),
      "tiers[0].name: expected text that is not empty",
      'tiers[0].medium: expected "storage" or "memory"',
      expect.stringMatching(/^tiers\[0\]\.stall: expected a duration such as/),
      expect.stringMatching(/^tiers\[0\]\.persist: expected a duration such as/),
      expect.stringMatching(/^tiers\[0\]\.load: expected a duration such as/),
      'tiers[0].survives: expected "process" or "node" or "supernode" or "loop" or "site"',
      "tiers[0].keep.last: expected a value between 1 and 1000000000",
      expect.stringMatching(/^tiers\[0\]\.keep\.every: expected a duration longer than zero/),
      expect.stringMatching(/^tiers\[0\]\.keep\.for: expected a duration such as/),
      expect.stringMatching(/^tiers\[0\]\.interval: expected an interval/),
    ]);
  });
});

describe("the size of a checkpoint", () => {
  test.each([
    ["5.7 TB", 5.7e12],
    [1_000, 1_000],
    [{ parameters: 405e9 }, 405e9 * 14],
    [{ parameters: 718e9, bytesPerParameter: 16 }, 718e9 * 16],
  ])("can be %j", (size, bytes) => {
    expect(checkpointBytes(read(Checkpoint, checkpoint({ size })))).toBe(bytes);
  });

  test("may be left unsaid", () => {
    expect(checkpointBytes(read(Checkpoint, checkpoint()))).toBeUndefined();
  });

  test.each([
    [
      "5 apples",
      /^size: expected a size above zero, such as "5\.7 TB", or \{parameters, bytesPerParameter\}, found "5 apples"$/,
    ],
    [-5, /^size: expected a size above zero/],
    ["1e400 B", /^size: expected a size above zero/],
    [{ parameters: -5 }, /^size\.parameters: expected a value greater than 0, found -5$/],
    [{ parameters: "405e9" }, /^size\.parameters: expected number, found "405e9"$/],
    [{ parameters: 1, bytesPerParameter: 0 }, /^size\.bytesPerParameter: expected a value greater than 0, found 0$/],
    [{ bytesPerParameter: 14 }, /^size\.parameters: is required, and it is missing$/],
  ])("cannot be %j", (size, expected) => {
    expect(refused(Checkpoint, checkpoint({ size }))).toEqual([expect.stringMatching(expected)]);
  });
});
