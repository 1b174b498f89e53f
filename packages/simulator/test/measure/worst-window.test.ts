import { MINUTE_US } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { Story, type Written } from "../support/run.ts";

const WINDOW_MIN = 24 * 60;

/** The worst window as somebody would find it who looked at the run once a minute. */
const byLooking = (written: Written): { readonly looked: number; readonly measured: number } => {
  const told = new Story(written);
  const progressUs: Array<number> = [];
  for (let atUs = 0; atUs <= told.run.endUs; atUs += MINUTE_US) {
    told.run.advance(atUs);
    progressUs.push(told.run.snapshot().progressUs);
  }
  let lowest = Number.POSITIVE_INFINITY;
  for (let end = WINDOW_MIN; end < progressUs.length; end++)
    lowest = Math.min(lowest, (progressUs[end] as number) - (progressUs[end - WINDOW_MIN] as number));
  return {
    looked: lowest / (WINDOW_MIN * MINUTE_US),
    measured: told.result.metrics.worstWindow ?? Number.NaN,
  };
};

const days: Written = {
  duration: "3 days",
  cluster: { scaleOut: { uplinks: 4 } },
  job: { linearity: "80 %" },
  recovery: { detect: { cut: "10 hours", hang: "4 hours" } },
};

const scenarios: Readonly<Record<string, Written>> = {
  "a path that is cut for hours": {
    ...days,
    faults: [{ kind: "link.down", target: "sn00/n01/up00", cuts: true, at: "30 hours", duration: "5 hours" }],
  },
  "a save that waits for its store": {
    ...days,
    checkpoint: { tiers: [{ stall: "10 seconds", load: "20 seconds" }] },
    faults: [{ kind: "storage.down", at: "30 hours", duration: "7 hours" }],
  },
  "a save that still waits when the run ends": {
    ...days,
    checkpoint: { tiers: [{ stall: "10 seconds", load: "20 seconds" }] },
    faults: [{ kind: "storage.down", at: "60 hours", duration: "40 hours" }],
  },
  "a slow card for a day and a half": {
    ...days,
    faults: [{ kind: "card.slow", target: "sn00/n01/c0", speed: 0.5, at: "20 hours", duration: "36 hours" }],
  },
  "evaluations that take their time": {
    ...days,
    job: { evaluation: { everySteps: 3_000, takes: "3 hours" } },
  },
  "a maintenance window": {
    ...days,
    startsAt: "2026-01-01T00:00:00Z",
    job: { maintenance: [{ at: "2026-01-02T08:00:00Z", takes: "6 hours" }] },
  },
  "a hang in the night": {
    ...days,
    faults: [{ kind: "card.hang", target: "sn00/n01/c0", at: "29 hours" }],
  },
  "lost work that is done again": {
    ...days,
    checkpoint: { interval: "5 hours" },
    faults: [{ kind: "job.crash", at: "34 hours" }],
  },
};

describe("the worst window is what somebody sees who looks once a minute", () => {
  test.each(Object.keys(scenarios))("of %s", (name) => {
    const { looked, measured } = byLooking(scenarios[name] as Written);
    expect(looked).toBeLessThan(0.96);
    // A minute of the window, and one save, either way.
    expect(Math.abs(looked - measured)).toBeLessThan(2 / WINDOW_MIN);
  });
});
