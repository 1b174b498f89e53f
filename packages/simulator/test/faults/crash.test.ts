import { describe, expect, test } from "vitest";
import { neverSaves, Story, story } from "../support/run.ts";

describe("a card crash", () => {
  const crash = { id: "crash", kind: "card.crash", target: "sn00/n01/c3", at: "1005 seconds" };

  test("goes through detection, restart and load in exactly their times", () => {
    const told = story({ faults: [crash] });
    expect(told.said("job.stopped")).toMatchObject([{ at: 1005, kind: "card.crash", faultIds: ["crash"], step: 99 }]);
    expect(told.said("rung.started")).toMatchObject([{ at: 1015, rung: "restart job", does: "job", takesUs: 90e6 }]);
    expect(told.times("rung.succeeded")).toEqual([1105]);
    expect(told.said("load.started")).toMatchObject([{ at: 1105, tier: "storage", step: 60 }]);
    expect(told.said("job.resumed")).toMatchObject([{ at: 1125, step: 60, from: "storage", lostSteps: 39 }]);
  });

  test("costs its recovery, the step it killed, the steps since the copy, and nothing else", () => {
    const { ledger, result } = story({ faults: [crash] });
    // 5 s of the killed step and 39 steps again; saves at 600, 1725, 2335, 2945 and 3555 s.
    expect(ledger).toEqual({
      productive: 3600 - 395 - 50 - 120,
      recompute: 5 + 390,
      checkpoint: 50,
      detecting: 10,
      restarting: 90,
      loading: 20,
    });
    expect(result.interruptions).toMatchObject([
      { atUs: 1005e6, kind: "card.crash", faultId: "crash", recoveryUs: 120e6, lostUs: 395e6 },
    ]);
    expect(result.metrics).toMatchObject({
      faultsOnJob: 1,
      interruptions: 1,
      mtbf: 3600,
      checkpointOverhead: 50 / 3600,
    });
  });

  test("kills nothing when it comes at a step boundary: the step that ends then is done", () => {
    const told = story({ faults: [{ ...crash, at: "1010 seconds" }] });
    expect(told.said("job.stopped")).toMatchObject([{ step: 100 }]);
    expect(told.ledger.recompute).toBe(400);
  });

  test("is noticed after the time that the fault itself brings", () => {
    const told = story({ faults: [{ ...crash, detectAfter: "5 minutes" }] });
    expect(told.times("rung.started")).toEqual([1305]);
    expect(told.ledger.detecting).toBe(300);
  });

  test("that comes as the persist ends finds the copy durable; one microsecond before, it is torn", () => {
    const after = story({ faults: [{ ...crash, at: "640 seconds" }] });
    expect(after.said("job.resumed")).toMatchObject([{ step: 60, lostSteps: 3 }]);
    expect(after.times("checkpoint.torn")).toEqual([]);
    const before = story({ faults: [{ ...crash, at: "639999999 micros" }] });
    expect(before.said("checkpoint.torn")).toMatchObject([{ at: 639.999999, tier: "storage", step: 60 }]);
    expect(before.said("job.resumed")).toMatchObject([{ step: 0, lostSteps: 62 }]);
    expect(before.result.counts.checkpointsTorn).toBe(1);
  });

  test("in the middle of a save tears it; the time it blocked stays checkpoint", () => {
    const told = story({ duration: "20 minutes", faults: [{ ...crash, at: "604 seconds" }] });
    expect(told.said("checkpoint.torn")).toMatchObject([{ at: 604, tier: "storage", step: 60 }]);
    // Back at 724 s from step 0: 476 s again of the 600 s; 124 s are not redone by the end.
    expect(told.ledger).toEqual({
      productive: 476 - 6,
      recompute: 130 + 476,
      checkpoint: 4,
      detecting: 10,
      restarting: 90,
      loading: 20,
    });
  });
});

describe("a node crash", () => {
  const crash = { id: "crash", kind: "node.crash", target: "sn00/n01", at: "1005 seconds", duration: "1000 seconds" };

  test("takes its node out of the job, puts a spare in, and gives it back as a spare after the repair", () => {
    const told = story({ faults: [crash] });
    expect(told.said("node.down")).toMatchObject([{ at: 1005, node: "sn00/n01", faultId: "crash" }]);
    expect(told.said("node.removed")).toMatchObject([{ at: 1015, node: "sn00/n01" }]);
    expect(told.said("node.assigned")).toMatchObject([{ at: 1015, node: "sn00/n04" }]);
    expect(told.times("fault.ended")).toEqual([2005]);
    expect(told.said("node.up")).toMatchObject([{ at: 2005, node: "sn00/n01" }]);
    expect(told.run.snapshot()).toMatchObject({ jobNodes: 4, sparesUsable: 2, nodesUnusableInJob: 0, faults: [] });
    expect(told.result.metrics.sparesLowest).toBe(1);
    expect(told.result.metrics.nodesDown).toMatchObject({ mean: 1000 / 3600, p50: 0, p90: 1, p99: 1, max: 1 });
  });

  test("lasts as long as the cluster's repair law says when nobody gives a duration", () => {
    const { duration: _, ...open } = crash;
    const told = story({ cluster: { repair: { fixed: "700 seconds" } }, faults: [open] });
    expect(told.said("fault.started")).toMatchObject([{ untilUs: 1705e6 }]);
    expect(told.times("node.up")).toEqual([1705]);
  });

  test("of a spare leaves the job alone", () => {
    const told = story({ faults: [{ ...crash, target: "sn00/n05" }] });
    expect(told.ledger).toEqual({ productive: 3550, checkpoint: 50 });
    expect(told.result.counts).toMatchObject({ faults: 1, faultsOnJob: 0, interruptions: 0 });
    expect(told.result.metrics).toMatchObject({ mtbf: null, sparesLowest: 1 });
  });

  test("of all nodes at once leaves the job waiting until they are repaired", () => {
    const told = story({ checkpoint: neverSaves, faults: [{ ...crash, target: "sn00/n*" }] });
    expect(told.said("job.waiting")).toMatchObject([{ at: 1015, nodesMissing: 4, schedulerUp: true }]);
    expect(told.times("rung.started")).toEqual([2005]);
    expect(told.ledger).toMatchObject({ detecting: 10, rescheduling: 990, restarting: 90, loading: 20 });
    expect(told.result.starved).toBe(false);
    expect(told.result.counts.starvations).toBe(1);
  });

  test("is gone from the list of faults when it is over, and in it before", () => {
    const told = new Story({ faults: [crash] }).until(1005);
    expect(told.run.snapshot().faults).toEqual([{ faultId: "crash", kind: "node.crash", sinceUs: 1005e6 }]);
    expect(told.until(2004.999999).run.snapshot().faults).toHaveLength(1);
    expect(told.until(2005).run.snapshot().faults).toEqual([]);
  });

  test("that begins as another on the same node ends keeps the node down", () => {
    const again = { ...crash, id: "again", at: "2005 seconds", duration: "500 seconds" };
    const told = story({ faults: [crash, again] });
    expect(told.times("node.up")).toEqual([2005, 2505]);
    const overlapping = story({ faults: [crash, { ...again, at: "1500 seconds", duration: "1000 seconds" }] });
    expect(overlapping.times("node.down")).toEqual([1005]);
    expect(overlapping.times("node.up")).toEqual([2500]);
  });
});

describe("a rack without power", () => {
  test("takes all its nodes and no other, in one interruption", () => {
    const told = story({
      cluster: { nodesPerRack: 2 },
      faults: [{ kind: "power.rack", target: "sn00/rack01", at: "1005 seconds", duration: "10 minutes" }],
    });
    expect(told.said("node.down").map(({ node }) => node)).toEqual(["sn00/n02", "sn00/n03"]);
    expect(told.said("node.assigned").map(({ node }) => node)).toEqual(["sn00/n04", "sn00/n05"]);
    expect(told.ledger).toMatchObject({ recompute: 395, detecting: 10, restarting: 90, loading: 20 });
    expect(told.result.counts).toMatchObject({ faultsOnJob: 1, interruptions: 1 });
    expect(told.times("node.up")).toEqual([1605, 1605]);
  });

  test("that held spares as well leaves none to take over", () => {
    const told = story({
      cluster: { nodesPerRack: 3 },
      faults: [{ kind: "power.rack", target: "sn00/rack01", at: "1005 seconds", duration: "10 minutes" }],
    });
    expect(told.said("node.down").map(({ node }) => node)).toEqual(["sn00/n03", "sn00/n04", "sn00/n05"]);
    expect(told.said("job.waiting")).toMatchObject([{ at: 1015, nodesMissing: 1 }]);
    expect(told.times("rung.started")).toEqual([1605]);
    expect(told.result.metrics.sparesLowest).toBe(0);
  });
});
