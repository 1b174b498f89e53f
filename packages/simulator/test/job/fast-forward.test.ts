import type { JournalEvent } from "@ordeal/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openRun, type SimulatedRun, simulate, TooManyEvents } from "../../src/index.ts";
import { experimentOf, type Written } from "../support/run.ts";

const seconds = (max: number, min = 0) => fc.integer({ min, max }).map((s) => `${s} seconds`);
const interval = fc.oneof(
  fc.integer({ min: 2, max: 40 }).map((steps) => ({ steps })),
  seconds(400, 20),
);
const tier = (name: string) =>
  fc
    .record({
      name: fc.constant(name),
      lying: fc.constantFrom({ medium: "storage" }, { medium: "memory" }, { medium: "memory", peers: { copies: 1 } }),
      stall: seconds(15),
      persist: fc.oneof(fc.constant("0 seconds"), seconds(120)),
      load: seconds(40),
      interval,
      keep: fc.constantFrom({ last: 2 }, { last: 3, every: "10 minutes", for: "1 hour" }),
    })
    .map(({ lying, ...times }) => ({ ...times, ...lying }));
const at = seconds(4 * 3_600 - 1, 1);
const fault = fc.oneof(
  fc.record({ kind: fc.constant("job.crash"), at }),
  fc.record({
    kind: fc.constant("node.crash"),
    target: fc.constantFrom("sn00/n01", "sn00/n02"),
    at,
    duration: seconds(2_000, 1),
  }),
  fc.record({
    kind: fc.constant("card.slow"),
    target: fc.constant("sn00/n00/c0"),
    speed: fc.constant(0.5),
    at,
    duration: seconds(2_000, 1),
  }),
  fc.record({
    kind: fc.constant("cooling.pump"),
    target: fc.constant("cdu0"),
    flow: fc.constantFrom(0, 0.5),
    at,
    duration: seconds(600, 1),
  }),
  fc.record({ kind: fc.constant("storage.slow"), share: fc.constant(0.5), at, duration: seconds(1_000, 1) }),
  fc.record({ kind: fc.constant("checkpoint.torn"), target: fc.constant("tier/first"), at }),
);
/** Four hours that are mostly quiet. */
const quiet: fc.Arbitrary<Written> = fc
  .record({
    tiers: fc.oneof(fc.tuple(tier("first")), fc.tuple(tier("first"), tier("second"))),
    evaluation: fc.option(fc.record({ everySteps: fc.integer({ min: 20, max: 300 }), takes: seconds(60, 1) }), {
      nil: undefined,
    }),
    faults: fc.array(fault, { maxLength: 3 }),
  })
  .map(({ tiers, evaluation, faults }) => ({
    duration: "4 hours",
    job: { step: "7 seconds", ...(evaluation === undefined ? {} : { evaluation }) },
    checkpoint: { interval: "10 minutes", tiers },
    faults,
  }));
/** When somebody looks, in seconds: also on step boundaries, where the job began. */
const looks = fc
  .array(
    fc.oneof(
      fc.integer({ min: 1, max: 14_400 }),
      fc.integer({ min: 1, max: 2_000 }).map((step) => step * 7),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((all) => [...new Set(all)].sort((a, b) => a - b));

/** Everything that anybody can see of a run at an instant. */
const seenOf = (run: SimulatedRun): object => ({
  snapshot: run.snapshot(),
  telemetry: run.telemetry(),
  isPersisting: run.isPersisting,
});

describe("a job that goes through quiet saves at once", () => {
  test("is at any instant where going through them one by one brings it, whoever looked before", () => {
    fc.assert(
      fc.property(quiet, looks, (written, instants) => {
        const experiment = experimentOf(written);
        const heard: Array<JournalEvent> = [];
        const passedOver: Array<JournalEvent> = [];
        const byOne = openRun(experiment, { seed: 1, onEvent: (event) => heard.push(event) });
        const atOnce = openRun(experiment, { seed: 1 });
        const told = openRun(experiment, {
          seed: 1,
          emitsQuietSaves: false,
          onEvent: (event) => passedOver.push(event),
        });
        for (const [nth, second] of instants.entries()) {
          for (const run of [byOne, atOnce, told]) run.advance(Math.min(second * 1e6, run.endUs));
          const expected = JSON.stringify(seenOf(byOne));
          expect(JSON.stringify(seenOf(atOnce))).toBe(expected);
          // One of them is looked at every other time only.
          if (nth % 2 === 0) expect(JSON.stringify(seenOf(told))).toBe(expected);
        }
        for (const run of [byOne, atOnce, told]) run.advance(run.endUs);
        const unseen = openRun(experiment, { seed: 1 });
        unseen.advance(unseen.endUs);
        const expected = JSON.stringify([byOne.result(), seenOf(byOne)]);
        for (const run of [atOnce, told, unseen]) expect(JSON.stringify([run.result(), seenOf(run)])).toBe(expected);
        const besideSaves = (events: ReadonlyArray<JournalEvent>) =>
          events
            .filter(({ type }) => !type.startsWith("checkpoint."))
            .map(({ atUs, type, data }) => ({ atUs, type, data }));
        expect(JSON.stringify(besideSaves(passedOver))).toBe(JSON.stringify(besideSaves(heard)));
      }),
      { numRuns: 40 },
    );
  });

  /** Spares break and come back, often just when a save begins or a copy is durable; the job is none the wiser. */
  const besideTheJob: fc.Arbitrary<Written> = fc
    .record({
      steps: fc.integer({ min: 2, max: 6 }),
      stall: fc.constantFrom("0 seconds", "1 second", "3 seconds"),
      persist: fc.constantFrom("0 seconds", "2 seconds", "9 seconds"),
      faults: fc.array(
        fc.record({
          kind: fc.constant("node.crash"),
          target: fc.constantFrom("sn00/n04", "sn00/n05"),
          at: seconds(600, 1),
          duration: seconds(40, 1),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    })
    .map(({ steps, stall, persist, faults }) => ({
      duration: "15 minutes",
      job: { step: "4 seconds" },
      checkpoint: { interval: { steps }, tiers: [{ stall, persist, load: "20 seconds" }] },
      faults,
    }));

  test("tells of its saves in their place among what happens beside the job, which it need not catch up for", () => {
    fc.assert(
      fc.property(besideTheJob, (written) => {
        const experiment = experimentOf(written);
        const journalOf = (looks: boolean): string => {
          let text = "";
          const run = openRun(experiment, { seed: 1, onEvent: (event) => (text += `${JSON.stringify(event)}\n`) });
          while (looks && !run.advance(run.endUs, 1)) run.snapshot();
          run.advance(run.endUs);
          return text;
        };
        expect(journalOf(false)).toBe(journalOf(true));
      }),
      { numRuns: 200 },
    );
  });

  /** How many changes of the cluster a run goes through in all. */
  const changesOf = (written: Written): number => {
    const run = openRun(experimentOf(written), { seed: 1 });
    let changes = 0;
    while (!run.advance(run.endUs, 1)) changes++;
    return changes;
  };

  test("goes through few changes, however many saves there are", () => {
    const days = (n: number) => changesOf({ duration: `${n} days` });
    expect(days(100)).toBe(days(10));
    expect(days(100)).toBeLessThan(20);
  });

  test("goes through the saves of another tier with them, and stops for an evaluation", () => {
    const tier = (name: string, interval: object) => ({
      name,
      stall: "10 seconds",
      persist: "30 seconds",
      load: "20 seconds",
      interval,
    });
    const day = {
      duration: "2 days",
      checkpoint: { tiers: [tier("often", { steps: 10 }), tier("seldom", { steps: 1_005 })] },
    };
    expect(changesOf(day)).toBeLessThan(20);
    expect(changesOf({ ...day, job: { evaluation: { everySteps: 777, takes: "1 minute" } } })).toBeGreaterThan(
      changesOf(day) + 15,
    );
  });

  /** A month of two tiers that would save in every step, and in every other. */
  const savesInEveryStep = (persist: string): Written => {
    const tiers = ["one", "two"].map((name, nth) => ({
      name,
      stall: "0 seconds",
      persist,
      load: "0 seconds",
      interval: { steps: 1 + nth },
    }));
    return { duration: "30 days", checkpoint: { tiers } };
  };

  test("counts what it goes through save by save, so that a bound on the changes of a run holds", () => {
    const run = openRun(experimentOf(savesInEveryStep("0 seconds")), { seed: 1, eventsMax: 20_000 });
    expect(() => run.advance(run.endUs)).toThrow(TooManyEvents);
  });

  test("goes at once through the turns that tiers skip while their copies are being written", () => {
    expect(changesOf(savesInEveryStep("1 hour"))).toBeLessThan(10_000);
  });

  /** A run's result whether its saves are heard of or not. */
  const results = (written: Written) => {
    const experiment = experimentOf(written);
    const [heard, unheard] = [{ onEvent: () => {} }, {}].map((more) => simulate(experiment, { seed: 1, ...more }));
    return { heard, unheard };
  };

  test("knows that each of its copies in peers' memory is a new one, which lost nobody's shard so far", () => {
    const tiers = [{ medium: "memory", peers: { copies: 1 }, stall: "5 seconds", load: "20 seconds" }];
    for (const [first, second] of [1, 2, 3, 4, 5].flatMap((a) => [0, 1, 2, 3].map((b) => [a, b] as const))) {
      const crash = (node: number, at: string) => ({
        kind: "node.crash",
        target: `sn00/n0${node}`,
        at,
        duration: "30 minutes",
      });
      const { heard, unheard } = results({
        duration: "10 hours",
        checkpoint: { tiers },
        // The slot of node 0 goes on with node 4: two slots have lost a node, but never between two copies.
        faults: [crash(0, "1 hour"), crash(first, "5 hours"), crash(second, "8 hours")],
      });
      expect(unheard).toEqual(heard);
    }
  });

  test("does not pass over the copy after which a job that was shrunk takes its nodes back", () => {
    const faults = [{ kind: "node.crash", target: "sn00/n01", at: "1005 seconds", duration: "3 hours" }];
    const { heard, unheard } = results({
      duration: "10 hours",
      cluster: { nodes: 4 },
      job: { replicasMin: 1 },
      recovery: { policy: "elastic" },
      faults,
    });
    expect(heard?.counts).toMatchObject({ shrinks: 1 });
    expect(unheard).toEqual(heard);
  });

  test("does not pass over a copy that is to be torn, though that was said while it was down", () => {
    const crash = (at: number) => ({ kind: "job.crash", at: `${at} seconds` });
    const torn = { kind: "checkpoint.torn", at: "1010 seconds" };
    // The first of the two copies between the crashes is torn, and the second one is loaded.
    const { heard, unheard } = results({ faults: [crash(1005), torn, crash(2600)] });
    expect(heard?.interruptions[1]).toMatchObject({ lostUs: 255e6 });
    expect(unheard).toEqual(heard);
  });

  test("does not pass over a save that some fault waits for, though nobody else listens", () => {
    const crash = { kind: "job.crash", on: { event: "checkpoint.persist.ended", time: 3, after: "1 second" } };
    const { heard, unheard } = results({ faults: [crash] });
    expect(heard?.interruptions).toMatchObject([{ atUs: 1861e6 }]);
    expect(unheard).toEqual(heard);
  });
});
