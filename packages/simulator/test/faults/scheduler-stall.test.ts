import { describe, expect, test } from "vitest";
import { story } from "../support/run.ts";

describe("a scheduler that does not answer", () => {
  const stall = { kind: "scheduler.stall", at: "1000 seconds", duration: "300 seconds" };
  const crash = { kind: "node.crash", target: "sn00/n01", at: "1005 seconds" };

  test("is not noticed by a job that runs", () => {
    const told = story({ faults: [stall] });
    expect(told.ledger).toEqual({ productive: 3550, checkpoint: 50 });
    expect(told.said("scheduler.changed")).toMatchObject([
      { at: 1000, up: false },
      { at: 1300, up: true },
    ]);
  });

  test("keeps a stopped job waiting until it is back, and that is rescheduling", () => {
    const told = story({ faults: [stall, crash] });
    expect(told.said("job.waiting")).toMatchObject([{ at: 1015, nodesMissing: 1, schedulerUp: false }]);
    expect(told.times("rung.started")).toEqual([1300]);
    expect(told.ledger).toMatchObject({ detecting: 10, rescheduling: 285, restarting: 90, loading: 20 });
    expect(told.result.counts.starvations).toBe(0);
  });

  test("does not hinder what needs no scheduling: a restart of the process in place", () => {
    const policy = { ladder: [{ name: "again", does: "process", takes: "90 seconds" }] };
    const told = story({ recovery: { policy }, faults: [stall, { kind: "job.crash", at: "1005 seconds" }] });
    expect(told.ledger.rescheduling).toBeUndefined();
    expect(told.times("rung.started")).toEqual([1015]);
  });

  test("that begins when the rung is under way lets it end", () => {
    const told = story({ faults: [crash, { ...stall, at: "1016 seconds" }] });
    expect(told.times("job.resumed")).toEqual([1125]);
  });

  test("holds until the last of several is over", () => {
    const told = story({ faults: [stall, { ...stall, at: "1200 seconds" }, crash] });
    expect(told.times("rung.started")).toEqual([1500]);
  });

  test("that hides missing nodes lets the job starve once it is back", () => {
    const told = story({ cluster: { nodes: 4 }, faults: [stall, { ...crash, duration: "1000 seconds" }] });
    expect(told.said("job.waiting")).toMatchObject([
      { at: 1015, nodesMissing: 1, schedulerUp: false },
      { at: 1300, nodesMissing: 1, schedulerUp: true },
    ]);
    expect(told.times("rung.started")).toEqual([2005]);
    expect(told.ledger.rescheduling).toBe(990);
  });
});
