import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeExperiment } from "../src/index.ts";
import { experimentOf, type Written, written } from "./support.ts";

/** An experiment with something in every section. */
const full = written({
  why: "to be spoiled",
  seed: 7,
  startsAt: "2026-03-26T09:00:00+08:00",
  cluster: {
    nodesPerRack: 2,
    scaleUp: { planes: 3 },
    scaleOut: { uplinks: 2, tors: 1 },
    cooling: { loops: [{ from: 0, to: 1 }], tripC: 95 },
    repair: { lognormal: { median: "1 hour", mean: "2 hours" } },
  },
  job: {
    linearity: "93.12 %",
    evaluation: { everySteps: 100, takes: "1 minute" },
    maintenance: [{ at: "2026-03-26T10:00:00+08:00", takes: "5 minutes" }],
  },
  checkpoint: {
    interval: "daly",
    mtbf: "6 hours",
    size: { parameters: 718e9 },
    tiers: [
      { name: "peer", medium: "memory", stall: "1 second", survives: "node", interval: { steps: 10 } },
      { stall: "10 seconds", persist: "51 seconds", load: "50 seconds", keep: { last: 2 } },
    ],
  },
  recovery: {
    policy: { ladder: [{ name: "again", does: "process", handles: ["card.*"], success: "50 %", takes: "1 minute" }] },
    detect: { straggler: "5 minutes" },
    quarantine: { faults: 3, window: "1 day", release: "1 day" },
  },
  hazards: [
    {
      id: "cards",
      rate: "0.3e-3 per card-day",
      arrivals: { weibull: { shape: 0.62 } },
      victims: { lemons: { share: "6 %", faults: "40 %" } },
      kinds: [
        { kind: "card.crash", weight: 3 },
        { kind: "card.slow", speed: "50 %" },
      ],
      burst: { probability: 0.1 },
      relapse: { probability: 0.2 },
    },
  ],
  faults: [
    { kind: "link.flap", target: "random link", every: { period: "1 hour" }, up: "1 minute", down: "8 seconds" },
    { id: "torn", kind: "checkpoint.torn", target: "tier/peer", on: { event: "checkpoint.persist.started", time: 3 } },
  ],
  changes: [{ at: "1 hour", recovery: { restart: "9 minutes" } }],
  thresholds: ["effectiveThroughput >= 95 %", "recoveryTime p99 < 10 minutes"],
  next: "pnpm start",
});

/** Every place in a value, by its path. */
const placesIn = (value: unknown, path: ReadonlyArray<string> = []): ReadonlyArray<ReadonlyArray<string>> =>
  typeof value === "object" && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, below]) => placesIn(below, [...path, key]))]
    : [path];
const places = placesIn(full).filter((path) => path.length > 0);

const put = (value: unknown, [key, ...below]: ReadonlyArray<string>, spoiled: unknown): unknown => {
  if (key === undefined) return spoiled;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as Written) }) as Record<string, unknown>;
  copy[key] = put(copy[key], below, spoiled);
  return copy;
};

const somebodysText = fc.oneof(
  fc.string(),
  fc.constantFrom("1 hour", "50 %", "1e400", "random card", "sn99", "cdu9", "1 per day", "daly", "-1", "constructor"),
);
const junk = fc.oneof(
  somebodysText,
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, undefined, true, [], {}, [null], { kind: "card.crash" }),
  fc.anything(),
);

test("a full experiment is good to begin with", () => {
  expect(() => experimentOf(full)).not.toThrow();
});

test("whatever is put wherever into an experiment, it is read or refused with reasons, and nothing is thrown", () => {
  const spoils = fc.array(fc.tuple(fc.constantFrom(...places), junk), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(spoils, (all) => {
      let input: unknown = full;
      for (const [path, value] of all) {
        try {
          input = put(input, path, value);
        } catch {
          // The place was inside of something that an earlier spoil took away.
        }
      }
      const decoded = decodeExperiment(input);
      if ("value" in decoded) return;
      expect(decoded.problems.length).toBeGreaterThan(0);
      for (const { path, message } of decoded.problems) {
        expect(path.every((key) => typeof key === "string" || Number.isInteger(key))).toBe(true);
        expect(message).toMatch(/^[^\n]{10,900}$/);
        expect(message).not.toMatch(/, got |^Expected|\[object |<filter>|another value/);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("each place by itself, spoiled with what fits nowhere, is blamed at that place or above or below it", () => {
  for (const path of places) {
    const decoded = decodeExperiment(put(full, path, Symbol("nonsense")));
    const paths = "problems" in decoded ? decoded.problems.map((problem) => problem.path.map(String)) : [];
    const isNear = (other: ReadonlyArray<string>) =>
      path.every((key, index) => other[index] === undefined || other[index] === key);
    expect(paths.length, path.join(".")).toBeGreaterThan(0);
    expect(paths.some(isNear), `${path.join(".")} is told at ${paths.join(" and ")}`).toBe(true);
  }
});
