import { describe, expect, test } from "vitest";
import { neverSaves, story, type Written } from "../support/run.ts";

const cut = (at: number, duration: number) => ({
  kind: "link.down",
  target: "sn00/n01/up03",
  cuts: true,
  at: `${at} seconds`,
  duration: `${duration} seconds`,
});
const hang = (at: number, more: object = {}) => ({
  kind: "card.hang",
  target: "sn00/n02/c0",
  at: `${at} seconds`,
  ...more,
});
const still: Written = { checkpoint: neverSaves, recovery: { detect: { hang: "50 seconds", cut: "60 seconds" } } };

describe("a job that several things keep from stepping", () => {
  test("stopped when the first of them began, if it has not stepped since", () => {
    const told = story({ ...still, faults: [cut(105, 40), hang(130)] });
    expect(told.times("job.stopped")).toEqual([180]);
    expect(told.result.interruptions).toMatchObject([{ atUs: 105e6, recoveryUs: 185e6 }]);
    const apart = story({ ...still, faults: [cut(105, 20), hang(130)] });
    expect(apart.result.interruptions).toMatchObject([{ atUs: 130e6, recoveryUs: 160e6 }]);
  });

  test("hangs rather than saves, saves rather than stalls, stalls rather than evaluates", () => {
    const job = { evaluation: { everySteps: 10, takes: "30 seconds" } };
    const checkpoint = {
      interval: { steps: 10 },
      tiers: [{ stall: "20 seconds", load: "20 seconds", medium: "memory" }],
    };
    const told = story({
      ...still,
      duration: "200 seconds",
      job,
      checkpoint,
      faults: [cut(95, 40), hang(105, { duration: "10 seconds" })],
    });
    // Stalled from 95 s to 135 s in the tenth step, which hangs from 105 s to 115 s; it ends at 140 s.
    expect(told.ledger).toEqual({ productive: 100 + 10, stalled: 30, detecting: 10, checkpoint: 20, planned: 30 });
  });

  test("goes on with the evaluation where it stood, once nothing is before it", () => {
    const job = { evaluation: { everySteps: 10, takes: "30 seconds" } };
    const told = story({ ...still, duration: "200 seconds", job, faults: [cut(110, 40)] });
    expect(told.times("planned.ended")).toEqual([170]);
    expect(told.ledger).toEqual({ productive: 130, stalled: 40, planned: 30 });
  });

  test("goes on with a save where it stood, be it timed or a transfer to storage", () => {
    const freeze = hang(603, { duration: "50 seconds", detectAfter: "10 minutes" });
    const ends = (tier: object) =>
      story({
        duration: "700 seconds",
        checkpoint: { tiers: [{ stall: "10 seconds", ...tier }] },
        faults: [freeze],
      }).times("checkpoint.save.ended");
    expect(ends({ medium: "memory" })).toEqual([660]);
    expect(ends({})).toEqual([660]);
    expect(ends({ persist: "30 seconds" })).toEqual([660]);
  });
});
