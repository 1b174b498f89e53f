import { describe, expect, test } from "vitest";
import { estimateEvents, openRun, readExperiment, TooManyEvents } from "../src/index.ts";

const scenario = (parts: Readonly<Record<string, unknown>> = {}) => {
  const read = readExperiment({
    title: "Estimated",
    duration: "3 hours",
    cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
    thresholds: [],
    ...parts,
  });
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return read.value;
};

/** How many changes of the cluster a run goes through. */
const changesOf = (given: ReturnType<typeof scenario>): number => {
  const run = openRun(given, { seed: 1, onEvent: () => {} });
  run.advance(run.endUs);
  return run.changes;
};

const flap = (up: string, down: string) => ({
  faults: [{ kind: "link.flap", target: "sn00/plane0", at: "1 minute", up, down, duration: "2 hours" }],
});

describe("the events of a run are estimated before it", () => {
  test.each([
    ["saves", { checkpoint: { interval: "1 minute", tiers: [{ stall: "1 second" }] } }],
    ["a link that flaps", flap("2 seconds", "1 second")],
    [
      "faults of a hazard",
      { duration: "9 days", hazards: [{ id: "h", rate: "100 per day", kinds: [{ kind: "job.crash" }] }] },
    ],
    [
      "short lives",
      {
        cluster: { name: "small", nodes: 6, nodesPerSupernode: 6, repair: { fixed: "1 minute" } },
        hazards: [{ id: "h", life: { weibull: { shape: 1, mean: "10 minutes" } }, kinds: [{ kind: "card.crash" }] }],
      },
    ],
    ["evaluations", { job: { nodes: 4, step: "10 seconds", evaluation: { everySteps: 1, takes: "1 second" } } }],
    [
      "a fault again and again",
      { duration: "9 days", faults: [{ id: "f", kind: "job.crash", every: { period: "20 minutes" } }] },
    ],
  ])("within a factor of four, where they are mostly %s", (_, parts) => {
    const given = scenario(parts);
    const { total } = estimateEvents(given);
    const changes = changesOf(given);
    expect(changes).toBeGreaterThan(100);
    expect(total / changes).toBeGreaterThan(1 / 4);
    expect(total / changes).toBeLessThan(4);
  });

  test("with their largest source first, and where it is written", () => {
    const [first] = estimateEvents(scenario(flap("1 micros", "1 micros"))).sources;
    expect(first).toMatchObject({ path: ["faults", 0], count: 3_600_000_000, eventsEach: 2 });
  });

  test("however short its steps are: they are gone through in one leap", () => {
    expect(estimateEvents(scenario({ job: { nodes: 4, step: "1 micros" } })).total).toBeLessThan(100);
  });

  test("of no hazard that is switched off", () => {
    const hazards = [{ id: "h", rate: "1000000 per day", kinds: [{ kind: "job.crash" }] }];
    expect(estimateEvents(scenario({ hazards, hazardsOff: true })).total).toBeLessThan(100);
  });
});

describe("a run that is bounded", () => {
  test("stops with an error when it goes through more events than it may", () => {
    const run = openRun(scenario(flap("1 second", "1 second")), { seed: 1, eventsMax: 500 });
    expect(() => run.advance(run.endUs)).toThrow(TooManyEvents);
    expect(run.nowUs).toBeLessThan(run.endUs);
  });

  test("counts the events of all its advances together", () => {
    const run = openRun(scenario(flap("1 second", "1 second")), { seed: 1, eventsMax: 500 });
    expect(() => {
      while (!run.advance(run.endUs, 7));
    }).toThrow("500 events");
  });

  test("is the run that it is without a bound, when it stays below", () => {
    const given = scenario();
    const [bounded, free] = [openRun(given, { seed: 1, eventsMax: 1_000 }), openRun(given, { seed: 1 })];
    bounded.advance(bounded.endUs);
    free.advance(free.endUs);
    expect(bounded.result()).toEqual(free.result());
  });
});
