import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openRun, type SimulatedRun } from "../../src/index.ts";
import { experimentOf, type Written } from "../support/run.ts";

const seconds = (max: number, min = 0) => fc.integer({ min, max }).map((s) => `${s} seconds`);
const tier = (name: string) =>
  fc
    .record({
      name: fc.constant(name),
      lying: fc.oneof(
        { weight: 4, arbitrary: fc.constant({ medium: "storage" }) },
        fc.constantFrom({ medium: "memory", survives: "node" }, { medium: "memory", peers: { copies: 1 } }),
      ),
      stall: seconds(60),
      persist: fc.oneof(fc.constant("0 seconds"), seconds(120)),
      load: seconds(40, 1),
    })
    .map(({ lying, ...times }) => ({ ...times, ...lying }));
const at = seconds(4 * 3_600 - 1, 1);
const duration = seconds(7_000, 1);
const fault = fc.oneof(
  fc.record({ kind: fc.constant("node.crash"), target: fc.constantFrom("sn00/n01", "sn00/n05"), at, duration }),
  fc.record({
    kind: fc.constant("checkpoint.corrupt"),
    target: fc.constant("tier/first"),
    every: fc.constantFrom({ period: "500 seconds" }, { period: "1500 seconds" }),
  }),
  fc.record({ kind: fc.constant("storage.slow"), share: fc.constant(0.5), at, duration }),
  fc.record({ kind: fc.constant("scheduler.stall"), at, duration }),
  fc.record({
    kind: fc.constant("card.corrupt"),
    target: fc.constant("sn00/n00/c0"),
    at,
    duration: seconds(600, 1),
    detectAfter: duration,
  }),
  fc.record({ kind: fc.constant("card.hang"), target: fc.constant("sn00/n02/c0"), at, detectAfter: duration }),
);
const hazard = fc
  .record({
    id: fc.constant("nodes"),
    rate: fc.constantFrom("2 per node-hour", "1 per node-hour", "4 per node-day"),
    kinds: fc.constantFrom(
      [{ kind: "card.crash" }],
      [{ kind: "node.crash" }, { kind: "power.rack" }],
      [{ kind: "node.crash", repair: { fixed: "100 seconds" } }],
    ),
    bursts: fc.option(fc.constant({ burst: { probability: 0.5, extra: 1 } }), { freq: 4 }),
  })
  .map(({ bursts, ...one }) => ({ ...one, ...bursts }));
const policy = fc.oneof(
  { weight: 3, arbitrary: fc.constant("restart") },
  fc.constantFrom("elastic", "elastic", "mindcluster", "flash"),
  fc.constant({ ladder: [{ name: "again", does: "job", takes: "30 seconds", takesPerThousandCards: "5 seconds" }] }),
  fc.constant({ ladder: [{ name: "perhaps", does: "job", takes: "30 seconds", success: 0.5 }] }),
);
/** Four hours in which nodes crash, mostly one at a time. */
const crashing: fc.Arbitrary<Written> = fc
  .record({
    seed: fc.nat(1_000),
    tiers: fc.oneof(fc.tuple(tier("first")), fc.tuple(tier("first"), tier("second"))),
    recovery: fc.record({
      policy,
      spares: fc.constantFrom("hot", "warm"),
      spareScope: fc.constantFrom("anywhere", "anywhere", "anywhere", "supernode"),
      detect: fc.record({ crash: seconds(60) }),
    }),
    spares: fc.constantFrom("the rest", "the rest", "the rest", "unlimited"),
    repair: fc.constantFrom({ fixed: "15 minutes" }, { exponential: { mean: "1 hour" } }),
    hazard,
    evaluation: fc.option(fc.constant({ evaluation: { everySteps: 40, takes: "200 seconds" } })),
    faults: fc.array(fault, { maxLength: 5 }),
  })
  .map(({ seed, tiers, recovery, spares, repair, hazard, evaluation, faults }) => ({
    seed,
    duration: "4 hours",
    cluster: { nodes: 8, nodesPerSupernode: 8, nodesPerRack: 2, repair },
    job: { step: "7 seconds", spares, ...evaluation },
    checkpoint: { interval: "10 minutes", tiers },
    recovery: { restart: "90 seconds", ...recovery },
    hazards: [hazard],
    faults,
  }));
const looks = fc
  .array(fc.integer({ min: 1, max: 14_400 }), { maxLength: 6 })
  .map((all) => [...new Set(all)].sort((a, b) => a - b));

/** Everything that anybody can see of a run at an instant. */
const seenOf = (run: SimulatedRun): string =>
  JSON.stringify([run.nowUs, run.snapshot(), run.telemetry(), run.result()]);

const changeByChange = (run: SimulatedRun, untilUs: number): void => {
  while (!run.advance(untilUs, 1));
};

describe("an interruption that nothing disturbs", () => {
  test("comes at once to where going through its phases one by one comes, whenever somebody looks", () => {
    fc.assert(
      fc.property(crashing, looks, (written, instants) => {
        const experiment = experimentOf(written);
        const { seed } = experiment;
        const [byOne, atOnce, unseen] = [0, 1, 2].map(() => openRun(experiment, { seed })) as [
          SimulatedRun,
          SimulatedRun,
          SimulatedRun,
        ];
        for (const second of instants) {
          changeByChange(byOne, second * 1e6);
          atOnce.advance(second * 1e6);
          expect(seenOf(atOnce)).toBe(seenOf(byOne));
          expect(atOnce.changes).toBe(byOne.changes);
        }
        changeByChange(byOne, byOne.endUs);
        for (const run of [atOnce, unseen]) {
          run.advance(run.endUs);
          expect(seenOf(run)).toBe(seenOf(byOne));
        }
      }),
      { numRuns: 400 },
    );
  });

  test("says in blocks what its phases say one by one, event for event", () => {
    fc.assert(
      fc.property(crashing, looks, (written, instants) => {
        const experiment = experimentOf(written);
        const { seed } = experiment;
        let byOne = "";
        const seen = openRun(experiment, { seed, onEvent: (event) => (byOne += `${JSON.stringify(event)}\n`) });
        // Who looks after every change keeps the job from lagging behind.
        while (!seen.advance(seen.endUs, 1)) seen.snapshot();
        let atOnce = "";
        const run = openRun(experiment, { seed, onBlock: (block) => (atOnce += block.text()) });
        for (const second of instants) run.advance(second * 1e6);
        run.advance(run.endUs);
        expect(atOnce).toBe(byOne);
      }),
      { numRuns: 400 },
    );
  });

  test("fires triggers that wait for what it brings, or for saves around it, and tells a listener who can do without quiet saves the same", () => {
    const triggered = fc.record({
      kind: fc.constant("node.crash"),
      target: fc.constantFrom("sn00/n00", "sn00/n03"),
      on: fc.record({
        event: fc.constantFrom(
          "job.stopped",
          "node.up",
          "node.assigned",
          "rung.started",
          "load.started",
          "job.resumed",
          "fault.ended",
          "checkpoint.save.started",
          "checkpoint.persist.started",
          "checkpoint.persist.ended",
          "checkpoint.torn",
        ),
        time: fc.integer({ min: 1, max: 12 }),
        after: seconds(200),
      }),
      duration: seconds(900, 1),
    });
    const faults = fc.array(triggered, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(crashing, faults, (written, more) => {
        const experiment = experimentOf({ ...written, faults: [...((written.faults ?? []) as []), ...more] });
        const { seed } = experiment;
        const besideSaves = (emitsQuietSaves: boolean): ReadonlyArray<string> => {
          const heard: Array<string> = [];
          const run = openRun(experiment, {
            seed,
            emitsQuietSaves,
            onEvent: ({ atUs, type, data }) => {
              if (!type.startsWith("checkpoint.")) heard.push(JSON.stringify({ atUs, type, data }));
            },
          });
          run.advance(run.endUs);
          return [...heard, seenOf(run)];
        };
        expect(besideSaves(false)).toEqual(besideSaves(true));
      }),
      { numRuns: 200 },
    );
  });

  test("goes no further than so many changes, and makes no bound come later", () => {
    const experiment = experimentOf({
      duration: "4 hours",
      hazards: [{ id: "cards", rate: "1 per node-hour", kinds: [{ kind: "card.crash" }] }],
    });
    const free = openRun(experiment, { seed: 1 });
    free.advance(free.endUs);
    expect(free.result().counts.interruptions).toBeGreaterThan(3);
    for (let eventsMax = 1; eventsMax < free.changes; eventsMax++) {
      const bounded = openRun(experiment, { seed: 1, eventsMax });
      expect(() => bounded.advance(bounded.endUs), String(eventsMax)).toThrow();
      const sliced = openRun(experiment, { seed: 1 });
      expect(sliced.advance(sliced.endUs, eventsMax)).toBe(false);
      expect(sliced.changes).toBe(eventsMax);
    }
    const bounded = openRun(experiment, { seed: 1, eventsMax: free.changes });
    expect(bounded.advance(bounded.endUs)).toBe(true);
  });

  test("books what cards rest that a loop throttles", () => {
    for (const flow of ["20 %", "30 %", "40 %", "50 %"]) {
      const experiment = experimentOf({
        duration: "4 hours",
        faults: [{ kind: "cooling.pump", target: "cdu0", flow, at: "100 seconds", duration: "3 hours" }],
        hazards: [
          {
            id: "nodes",
            arrivals: { trace: ["5000 seconds"] },
            kinds: [{ kind: "node.crash" }],
            target: "a node of the job",
          },
        ],
      });
      const [byOne, atOnce] = [0, 1].map(() => openRun(experiment, { seed: 1 })) as [SimulatedRun, SimulatedRun];
      changeByChange(byOne, byOne.endUs);
      atOnce.advance(atOnce.endUs);
      expect(seenOf(atOnce)).toBe(seenOf(byOne));
    }
  });

  test("rids the job of a corruption that the copy it loads knows nothing of", () => {
    const experiment = experimentOf({
      faults: [
        {
          kind: "card.corrupt",
          target: "sn00/n00/c0",
          at: "100 seconds",
          duration: "50 seconds",
          detectAfter: "3000 seconds",
        },
      ],
      hazards: [
        {
          id: "nodes",
          arrivals: { trace: ["300 seconds"] },
          kinds: [{ kind: "node.crash" }],
          target: "a node of the job",
        },
      ],
    });
    const run = openRun(experiment, { seed: 1 });
    run.advance(run.endUs);
    expect(run.result().interruptions.map(({ kind }) => kind)).toEqual(["node.crash"]);
  });
});
