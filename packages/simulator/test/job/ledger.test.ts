import { describe, expect, test } from "vitest";
import { neverSaves, Story, story } from "../support/run.ts";

/** A path that is cut for a while; communication is hidden, so that it costs nothing else. */
const cut = (at: number, seconds: number) => ({
  kind: "link.down",
  target: "sn00/n01/up00",
  cuts: true,
  at: `${at} seconds`,
  duration: `${seconds} seconds`,
});
const hang = (at: number, seconds: number) => ({
  kind: "card.hang",
  target: "sn00/n01/c0",
  at: `${at} seconds`,
  duration: `${seconds} seconds`,
});
const crash = (at: number) => ({ kind: "job.crash", at: `${at} seconds` });

describe("time in which several things block the job", () => {
  test("is checkpoint when a path is cut during a save, stalled from the save's end on", () => {
    expect(story({ faults: [cut(605, 15)] }).ledger).toEqual({ productive: 3540, checkpoint: 50, stalled: 10 });
    expect(story({ faults: [cut(602, 6)] }).ledger).toEqual({ productive: 3550, checkpoint: 50 });
  });

  test("lets the timeout of a cut begin when the job stalls", () => {
    const told = story({ faults: [cut(605, 1000)] });
    expect(told.times("job.stopped")).toEqual([670]);
    expect(told.ledger).toMatchObject({ stalled: 60 });
  });

  test("is detecting when a card hangs during a save, which goes on after it", () => {
    const told = story({ faults: [hang(604, 20)] });
    expect(told.times("checkpoint.save.ended")[0]).toBe(630);
    expect(told.ledger).toEqual({ productive: 3530, checkpoint: 50, detecting: 20 });
  });

  test("is detecting when a card hangs while a path is cut, stalled before and after", () => {
    const told = story({ checkpoint: neverSaves, faults: [cut(105, 50), hang(110, 20)] });
    expect(told.ledger).toEqual({ productive: 3550, stalled: 30, detecting: 20 });
  });

  test("is checkpoint before planned: a save and an evaluation at one boundary follow each other", () => {
    const told = story({ job: { evaluation: { everySteps: 60, takes: "30 seconds" } } });
    expect(told.order("checkpoint.save.started", "planned.started", "planned.ended").slice(0, 3)).toEqual([
      "600 checkpoint.save.started",
      "610 planned.started",
      "640 planned.ended",
    ]);
    // Cycles of 640 s: five saves, five evaluations, 40 steps.
    expect(told.ledger).toEqual({ productive: 3400, checkpoint: 50, planned: 150 });
  });

  test("is stalled when a path is cut during an evaluation, which takes its whole time all the same", () => {
    const told = story({ job: { evaluation: { everySteps: 60, takes: "30 seconds" } }, faults: [cut(620, 15)] });
    expect(told.times("planned.ended")[0]).toBe(655);
    expect(told.ledger).toMatchObject({ stalled: 15, planned: 150 });
  });

  test("is stalled, then planned, when maintenance begins while a path is cut", () => {
    const job = { maintenance: [{ at: "120 seconds", takes: "60 seconds" }] };
    const told = story({ checkpoint: neverSaves, job, faults: [cut(105, 40)] });
    expect(told.ledger).toEqual({ productive: 3600 - 75, stalled: 40, planned: 35 });
  });

  test("is recovery when the job crashes in its maintenance, which is over at its own time", () => {
    const job = { maintenance: [{ at: "105 seconds", takes: "200 seconds" }] };
    const told = story({ checkpoint: neverSaves, job, faults: [crash(120)] });
    // Planned from 105 to 120 s, and from 240, when the job is back, to 305 s.
    expect(told.ledger).toEqual({
      productive: 3600 - 105 - 80 - 120,
      recompute: 5 + 100,
      planned: 80,
      detecting: 10,
      restarting: 90,
      loading: 20,
    });
  });
});

describe("planned stops", () => {
  test("at a date stop the step where it is, and it goes on from there", () => {
    const told = new Story({
      checkpoint: neverSaves,
      startsAt: "2026-03-26T00:00:00Z",
      job: { maintenance: [{ at: "2026-03-26T00:01:45Z", takes: "50 seconds" }] },
    });
    expect(told.until(120).run.snapshot()).toMatchObject({ mode: "planned", step: 10 });
    expect(told.until(159).run.snapshot()).toMatchObject({ mode: "stepping", step: 10 });
    expect(told.until(160).run.snapshot()).toMatchObject({ step: 11 });
    expect(told.until().ledger).toEqual({ productive: 3550, planned: 50 });
  });

  test("that overlap last until the last of them is over", () => {
    const maintenance = [
      { at: "100 seconds", takes: "60 seconds" },
      { at: "130 seconds", takes: "60 seconds" },
    ];
    expect(story({ checkpoint: neverSaves, job: { maintenance } }).ledger.planned).toBe(90);
  });

  test("every n steps come again when the steps are done again", () => {
    const job = { evaluation: { everySteps: 20, takes: "30 seconds" } };
    const told = story({ duration: "10 minutes", checkpoint: neverSaves, job, faults: [crash(280)] });
    // After 200 s and, 5 steps past it, a crash; back at step 0 at 400 s, at step 20 again at 600 s.
    expect(told.times("planned.started")).toEqual([200, 600]);
    expect(told.ledger.planned).toBe(30);
  });
});

describe("steps", () => {
  test("are productive when new and healthy, and the run's end counts pro rata", () => {
    const told = story({ duration: "97 seconds" });
    expect(told.ledger).toEqual({ productive: 97 });
    expect(told.result.counts.steps).toBe(9);
  });

  test("that are slow are split, also the one that the end cuts", () => {
    const slow = { kind: "card.slow", target: "sn00/n00/c0", speed: 0.5, at: "5 seconds" };
    expect(story({ duration: "45 seconds", faults: [slow] }).ledger).toEqual({
      productive: 10 + 10 + 7.5,
      degraded: 17.5,
    });
  });

  test("that were killed are recompute for as long as they ran", () => {
    const told = new Story({ faults: [crash(97)] }).until(217 + 90);
    expect(told.times("job.resumed")).toEqual([217]);
    expect(told.ledger).toEqual({ productive: 90, recompute: 97, detecting: 10, restarting: 90, loading: 20 });
  });

  test("that a run which ends while the job is down would have lost have no credit", () => {
    expect(story({ duration: "100 seconds", faults: [crash(97)] }).ledger).toEqual({ recompute: 97, detecting: 3 });
    // Saved at 600 s, durable at 640 s: of the 99 steps those after the 60th are lost.
    expect(story({ duration: "1010 seconds", faults: [crash(1005)] }).ledger).toEqual({
      productive: 600,
      recompute: 395,
      checkpoint: 10,
      detecting: 5,
    });
  });

  test("that a rung keeps are not lost, if the run ends during it", () => {
    const policy = { ladder: [{ name: "retry", does: "process", takes: "90 seconds", keepsProgress: true }] };
    expect(story({ duration: "1050 seconds", recovery: { policy }, faults: [crash(1005)] }).ledger).toMatchObject({
      productive: 990,
      recompute: 5,
    });
  });

  test("up to the high-water mark are recompute, the next one is not", () => {
    const done = (seconds: number) => new Story({ checkpoint: neverSaves, faults: [crash(100)] }).until(seconds);
    // Back at 220 s; ten steps again until 320 s.
    expect(done(319).ledger).toMatchObject({ productive: 90, recompute: 109 });
    expect(done(320).ledger).toMatchObject({ productive: 100, recompute: 100 });
    expect(done(325).ledger).toMatchObject({ productive: 105, recompute: 100 });
  });

  test("that were rolled back and not redone by the end are recompute as well", () => {
    const told = story({ duration: "3650 seconds", faults: [crash(3500)] });
    // 300 steps are safe; 45 more were done by 3500 s; back at 3620 s, three of them are done again.
    expect(told.ledger).toEqual({
      productive: 3030,
      recompute: 30 + 420,
      checkpoint: 50,
      detecting: 10,
      restarting: 90,
      loading: 20,
    });
  });

  test("that were slow and rolled back take their degraded part along", () => {
    const slow = { kind: "card.slow", target: "sn00/n00/c0", speed: 0.5, at: "5 seconds" };
    const written = (duration: string) => ({ duration, checkpoint: neverSaves, faults: [slow, crash(95)] });
    // Steps end at 10, 30, 50, 70 and 90 s; back at 215 s in steps of 20 s.
    expect(story(written("230 seconds")).ledger).toMatchObject({ recompute: 5 + 15 + 90 });
    expect(story(written("260 seconds")).ledger).toEqual({
      productive: 20,
      degraded: 10,
      recompute: 5 + 45 + 60,
      detecting: 10,
      restarting: 90,
      loading: 20,
    });
  });

  test("give the same account when they are rolled back twice", () => {
    const told = story({ duration: "500 seconds", checkpoint: neverSaves, faults: [crash(100), crash(260)] });
    // Ten steps; back at 220, four again by 260; back at 380, twelve by the end: two of them new.
    expect(told.ledger).toEqual({
      productive: 120,
      recompute: 40 + 100,
      detecting: 20,
      restarting: 180,
      loading: 40,
    });
  });
});
