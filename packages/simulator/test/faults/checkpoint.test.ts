import { describe, expect, test } from "vitest";
import { story } from "../support/run.ts";

const crash = { kind: "job.crash", at: "1005 seconds" };
/** A save at every tenth step, without a stall, durable a second later; the last copy is kept, and one an hour. */
const often = {
  interval: { steps: 10 },
  tiers: [{ stall: "0 seconds", persist: "1 second", load: "20 seconds", keep: { last: 1 } }],
};

describe("a torn checkpoint", () => {
  const torn = { kind: "checkpoint.torn", at: "615 seconds" };

  test("is the copy being written; the one before it is used", () => {
    const told = story({ faults: [torn, crash] });
    expect(told.said("checkpoint.torn")).toMatchObject([{ at: 640, tier: "storage", step: 60 }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 0, lostSteps: 99 }]);
    expect(told.ledger.recompute).toBe(995);
  });

  test("is the next copy when none is being written, and only that one", () => {
    const told = story({ faults: [{ ...torn, at: "100 seconds" }] });
    expect(told.said("checkpoint.torn").map(({ step }) => step)).toEqual([60]);
    expect(told.said("checkpoint.persist.ended").map(({ step }) => step)).toEqual([120, 180, 240, 300]);
    expect(told.result.counts).toMatchObject({ checkpoints: 4, checkpointsTorn: 1 });
  });

  test("may be one of a synchronous tier", () => {
    const checkpoint = { tiers: [{ stall: "10 seconds", load: "20 seconds" }] };
    const told = story({ checkpoint, faults: [{ ...torn, at: "605 seconds" }, crash] });
    expect(told.said("checkpoint.torn")).toMatchObject([{ at: 610, tier: "storage", step: 60 }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 0 }]);
  });

  test("of one tier leaves the other's copy good", () => {
    const tiers = [
      {
        name: "memory",
        medium: "memory",
        stall: "0 seconds",
        persist: "1 second",
        load: "2 seconds",
        interval: { steps: 50 },
      },
      { name: "storage", stall: "10 seconds", persist: "30 seconds", load: "20 seconds", interval: { steps: 60 } },
    ];
    const told = story({ checkpoint: { tiers }, faults: [{ ...torn, target: "tier/storage" }, crash] });
    expect(told.said("job.resumed")).toMatchObject([{ step: 50, from: "memory" }]);
  });

  // "The copy being written, or the next one" (the kind's meaning): the crash tears that copy anyway.
  test("that a crash tears first does not tear another", () => {
    const told = story({ faults: [torn, { ...crash, at: "620 seconds" }] });
    expect(told.said("checkpoint.torn")).toMatchObject([{ at: 620, step: 60 }]);
    expect(told.result.counts.checkpointsTorn).toBe(1);
  });
});

describe("a corrupt checkpoint", () => {
  const corrupt = { kind: "checkpoint.corrupt", at: "700 seconds" };

  test("is found when it is loaded, and not before", () => {
    expect(story({ faults: [corrupt] }).ledger).toEqual({ productive: 3550, checkpoint: 50 });
    const told = story({ faults: [corrupt, crash] });
    expect(told.said("load.rejected")).toMatchObject([{ at: 1125, tier: "storage", step: 60, reason: "corrupt" }]);
  });

  test("makes the next copy be read, and that time stays in loading", () => {
    const told = story({ faults: [corrupt, crash] });
    expect(told.said("load.started")).toMatchObject([
      { at: 1105, step: 60 },
      { at: 1125, step: 0 },
    ]);
    expect(told.said("job.resumed")).toMatchObject([{ at: 1145, step: 0, lostSteps: 99 }]);
    expect(told.ledger).toMatchObject({ detecting: 10, restarting: 90, loading: 40, recompute: 995 });
  });

  test("is the newest durable copy, not the one being written", () => {
    const told = story({
      faults: [
        { ...corrupt, at: "1230 seconds" },
        { ...crash, at: "1300 seconds" },
      ],
    });
    expect(told.times("load.rejected")).toEqual([]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 120 }]);
  });

  test("does not matter once a newer copy is durable", () => {
    const told = story({ faults: [corrupt, { ...crash, at: "1300 seconds" }] });
    expect(told.times("load.rejected")).toEqual([]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 120 }]);
  });

  test("is read only once: after it was rejected it is gone", () => {
    const told = story({ faults: [corrupt, crash, { ...crash, at: "1200 seconds" }] });
    expect(told.times("load.rejected")).toEqual([1125]);
  });

  test("of one tier falls to the same step in another, the slower one", () => {
    const tier = (name: string, steps: number, load: string) => ({
      name,
      medium: "memory",
      stall: "0 seconds",
      persist: "1 second",
      load,
      interval: { steps },
    });
    const tiers = [tier("slow", 33, "30 seconds"), tier("fast", 50, "3 seconds")];
    // At 1000 s (step 100) only "fast" saves, at 990 s (99) only "slow"; step 99 is the slow one's newest.
    const faults = [{ ...corrupt, target: "tier/fast", at: "1003 seconds" }, crash];
    const told = story({ checkpoint: { tiers }, faults });
    expect(told.said("load.started")).toMatchObject([
      { at: 1105, tier: "fast", step: 100 },
      { at: 1108, tier: "slow", step: 99 },
    ]);
    expect(told.ledger.loading).toBe(33);
  });

  test("one after another is rejected until one is good", () => {
    const faults = [corrupt, { ...corrupt, at: "1300 seconds" }, { ...crash, at: "1400 seconds" }];
    const told = story({ faults });
    expect(told.said("load.rejected").map(({ step }) => step)).toEqual([120, 60]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 0 }]);
    expect(told.ledger.loading).toBe(60);
  });

  // Only the last copy is kept, and step 0, the first of its hour: 10 to 40 were let go when 50 became durable.
  test("does not bring copies back that retention had let go", () => {
    const told = story({
      checkpoint: often,
      faults: [
        { ...corrupt, at: "550 seconds" },
        { ...crash, at: "560 seconds" },
      ],
    });
    expect(told.said("load.started").map(({ step }) => step)).toEqual([50, 0]);
  });

  // The damaged copy of step 10 was let go long ago; the run went back to step 0 (silent corruption) and came to step 10
  // again: that copy was never damaged.
  test("leaves a later copy of the same step alone", () => {
    const bad = { kind: "card.corrupt", target: "sn00/n01/c0", at: "50 seconds" };
    const told = story({
      checkpoint: often,
      recovery: { detect: { corruption: "10 minutes" } },
      faults: [bad, { ...corrupt, at: "150 seconds" }, { ...crash, at: "930 seconds" }],
    });
    expect(told.said("job.resumed")).toMatchObject([{ step: 0 }, { step: 10 }]);
    expect(told.times("load.rejected")).toEqual([]);
  });
});
