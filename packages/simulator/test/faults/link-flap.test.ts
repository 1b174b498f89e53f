import { describe, expect, test } from "vitest";
import { neverSaves, Story, story, type Written } from "../support/run.ts";

const linked = (written: Written): Written => ({ checkpoint: neverSaves, job: { linearity: 0.9 }, ...written });

describe("a flapping link", () => {
  const flap = {
    id: "flap",
    kind: "link.flap",
    target: "sn00/n01/up03",
    at: "105 seconds",
    duration: "40 seconds",
    down: "8 seconds",
    up: "12 seconds",
  };

  test("begins down, fails over each time it goes down, and is whole when the fault is over", () => {
    const told = story(linked({ faults: [flap] }));
    expect(told.times("job.stalled")).toEqual([105, 125]);
    expect(told.said("speed.changed")).toMatchObject([
      { at: 105, stepUs: 10_066_667 },
      { at: 113, stepUs: 10e6 },
      { at: 125, stepUs: 10_066_667 },
      { at: 133, stepUs: 10e6 },
    ]);
    expect(told.ledger.stalled).toBe(10);
    expect(told.run.snapshot()).toMatchObject({ bandwidthShare: 1, faults: [] });
  });

  test("stalls the job for as long as it is down when traffic does not move", () => {
    const told = story(linked({ faults: [{ ...flap, cuts: true }] }));
    expect(told.order("job.stalled", "job.unstalled")).toEqual([
      "105 job.stalled",
      "113 job.unstalled",
      "125 job.stalled",
      "133 job.unstalled",
    ]);
    expect(told.ledger).toEqual({ productive: 3584, stalled: 16 });
    expect(told.result.counts.interruptions).toBe(0);
  });

  test("that stays down past the timeout stops the job, and does so again after the restart", () => {
    const long = { ...flap, cuts: true, duration: "400 seconds", down: "45 seconds", up: "195 seconds" };
    const told = story(linked({ recovery: { detect: { cut: "30 seconds" } }, faults: [long] }));
    // Down from 105 s; back at 135 + 110 = 245 s; down again from 345 s.
    expect(told.times("job.stopped")).toEqual([135, 375]);
    expect(told.times("job.resumed")).toEqual([245, 485]);
    expect(told.ledger.stalled).toBe(60);
  });

  test("is one fault, however often it goes down", () => {
    const told = story(linked({ faults: [{ ...flap, duration: "10 minutes" }] }));
    expect(told.result.counts.faults).toBe(1);
    expect(told.times("job.stalled")).toHaveLength(30);
  });

  test("that is healed by hand while it is down is up at once, and stays so", () => {
    const told = new Story(linked({ faults: [{ ...flap, cuts: true }] })).until(107);
    expect(told.run.snapshot().mode).toBe("stalled");
    expect(told.run.heal("flap")).toBe(true);
    expect(told.run.snapshot()).toMatchObject({ mode: "stepping", bandwidthShare: 1 });
    expect(told.until().ledger).toEqual({ productive: 3598, stalled: 2 });
  });

  test("to storage pauses what is written whenever it is down", () => {
    const told = story({ faults: [{ ...flap, target: "storage", at: "615 seconds" }] });
    // 5 of 30 s written by 615 s; down until 623 s; 12 s written by 635 s; down until 643 s; the other 13 s.
    expect(told.times("checkpoint.persist.ended")[0]).toBe(656);
  });

  test("that is up as the timeout comes was in time, as a heal is", () => {
    const flap = (down: string) => ({
      kind: "link.flap",
      target: "sn00/n01/up03",
      cuts: true,
      down,
      up: "1000 seconds",
      at: "100 seconds",
    });
    const stops = (down: string) =>
      story({ recovery: { detect: { cut: "60 seconds" } }, faults: [flap(down)] }).times("job.stopped");
    expect(stops("60 seconds")).toEqual([]);
    expect(stops("61 seconds")[0]).toBe(160);
  });
});
