import { describe, expect, test } from "vitest";
import { neverSaves, story } from "../support/run.ts";
import { stillWorld } from "../support/world.ts";

const job = { evaluation: { everySteps: 5, takes: "60 seconds" } };

describe("an evaluation", () => {
  test("is due at every so many steps, once each", () => {
    const { planned } = stillWorld({ job }).world.job;
    expect([0, 1, 4, 5, 7].map((step) => planned.boundariesToNext(step))).toEqual([5, 4, 1, 5, 3]);
    planned.startDue(4);
    expect(planned.isOn).toBe(false);
    planned.startDue(5);
    expect(planned.isOn).toBe(true);
    planned.giveUp();
    planned.startDue(5);
    expect(planned.isOn).toBe(false);
    planned.startDue(10);
    expect(planned.isOn).toBe(true);
  });

  test("is never due where there is none", () => {
    const { planned } = stillWorld().world.job;
    planned.startDue(5);
    expect([planned.boundariesToNext(5), planned.isOn]).toEqual([Number.POSITIVE_INFINITY, false]);
  });

  test("stands still while something is before it, and goes on for what was left", () => {
    const { state, planned } = stillWorld({ job }).world.job;
    planned.startDue(5);
    expect(planned.endsUs).toBe(Number.POSITIVE_INFINITY);
    state.nowUs = 100e6;
    planned.run();
    expect(planned.endsUs).toBe(160e6);
    state.nowUs = 120e6;
    planned.stop();
    state.nowUs = 500e6;
    planned.run();
    expect(planned.endsUs).toBe(540e6);
    state.nowUs = 540e6 - 1;
    planned.endDue();
    expect(planned.isOn).toBe(true);
    state.nowUs = 540e6;
    planned.endDue();
    expect(planned.isOn).toBe(false);
  });

  test("is not begun again at the step from which the job goes on", () => {
    const { planned } = stillWorld({ job }).world.job;
    planned.resumeAt(10);
    planned.startDue(10);
    expect(planned.isOn).toBe(false);
  });

  test("that a crash ends is done over when its step comes again, and not at the step that was loaded", () => {
    const checkpoint = { ...neverSaves, interval: { steps: 10 } };
    const told = story({
      duration: "15 minutes",
      job,
      checkpoint,
      faults: [{ kind: "job.crash", at: "310 seconds" }],
    });
    // Steps 5 and 10, a save of 10 s at step 10; the crash comes 10 s into the evaluation of step 15.
    expect(told.times("planned.started").slice(0, 3)).toEqual([50, 170, 280]);
    expect(told.said("job.resumed")).toMatchObject([{ at: 430, step: 10 }]);
    expect(told.times("planned.started")[3]).toBe(480);
  });
});

describe("maintenance", () => {
  test("holds the job up until all that overlap are over", () => {
    const { world, said } = stillWorld();
    const { planned } = world.job;
    planned.maintain(1);
    planned.maintain(1);
    planned.maintain(-1);
    expect(planned.isOn).toBe(true);
    planned.maintain(-1);
    expect(planned.isOn).toBe(false);
    expect(said()).toEqual([...Array(2).fill("0 planned.started"), ...Array(2).fill("0 planned.ended")]);
  });

  test("outlasts a crash, and an evaluation does not go on behind it for longer than it takes", () => {
    const maintenance = [{ at: "60 seconds", takes: "100 seconds" }];
    const told = story({ duration: "5 minutes", checkpoint: neverSaves, job: { ...job, maintenance } });
    // The evaluation of step 5 runs from 50 to 110 s, during the maintenance as well.
    expect(told.order("planned.started", "planned.ended")).toEqual([
      "50 planned.started",
      "60 planned.started",
      "110 planned.ended",
      "160 planned.ended",
      "210 planned.started",
      "270 planned.ended",
    ]);
    expect(told.ledger).toMatchObject({ planned: 110 + 60 });
  });
});
