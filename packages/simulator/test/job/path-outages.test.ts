import { describe, expect, test } from "vitest";
import { neverSaves, story, type Written } from "../support/run.ts";
import { faultOf, passTo, stillWorld } from "../support/world.ts";

/** Two ports a node, 60 s until a cut path counts as lost. */
const linked: Written = {
  cluster: { scaleOut: { uplinks: 2 } },
  checkpoint: neverSaves,
  recovery: { detect: { cut: "60 seconds" } },
};

const pathsOf = () => {
  const still = stillWorld(linked);
  const { world } = still;
  const { state, paths } = world.job;
  const fault = (id: string, more: object = {}) => faultOf(world, "link.down", { id, component: "uplink", ...more });
  /** Moves the cluster's time, and the job's with it. */
  const at = (seconds: number) => {
    passTo(world, seconds);
    state.nowUs = seconds * 1e6;
  };
  return { ...still, paths, at, fault, onJob: () => state.record.onJob([]).faultsOnJob };
};

describe("paths that are cut", () => {
  test("stall the job until the timeout of the first, counted from the stall's begin", () => {
    const { paths, fault, at, said } = pathsOf();
    expect(paths.areAny).toBe(false);
    at(100);
    paths.cut(fault("slow", { detectAfterUs: 90e6 }), "transport");
    paths.beginStall();
    expect([paths.areAny, paths.endsUs]).toEqual([true, 190e6]);
    at(120);
    const usual = fault("usual");
    paths.cut(usual, "transport");
    expect(paths.endsUs).toBe(160e6);
    paths.reconnect(usual);
    expect(paths.endsUs).toBe(190e6);
    expect(said()).toEqual(["100 path.cut", "120 path.cut"]);
  });

  test("time out at once when they are cut in a stall that has gone on for longer than their timeout", () => {
    const { paths, fault, at } = pathsOf();
    at(100);
    paths.cut(fault("slow", { detectAfterUs: 900e6 }), "transport");
    paths.beginStall();
    at(500);
    const usual = fault("usual");
    paths.cut(usual, "transport");
    expect(paths.endsUs).toBe(500e6);
    expect(paths.timeOut()).toBe(usual);
  });

  test("have a whole timeout again in a stall that begins anew", () => {
    const { paths, fault, at } = pathsOf();
    at(100);
    const first = fault("first");
    paths.cut(first, "transport");
    paths.beginStall();
    at(150);
    paths.reconnect(first);
    at(400);
    paths.cut(fault("second"), "transport");
    paths.beginStall();
    expect(paths.endsUs).toBe(460e6);
    at(459);
    expect(paths.timeOut()).toBeUndefined();
  });

  test("that have not timed out would have: the restart goes around them all, and all count", () => {
    const { paths, fault, at, onJob } = pathsOf();
    const [first, second] = [fault("first"), fault("second", { detectAfterUs: 90e6 })];
    at(100);
    paths.cut(second, "transport");
    paths.cut(first, "transport");
    paths.beginStall();
    at(160);
    expect(paths.timeOut()).toBe(first);
    // The one that stops the job is counted by whoever stops it.
    expect(onJob()).toBe(1);
    paths.clear();
    expect(paths.areAny).toBe(false);
    expect([paths.cutAgain(first), paths.cutAgain(second)]).toEqual([false, false]);
  });

  test("by the transport stall a job that comes back over them; others, or those gone around, do not", () => {
    const { paths, fault } = pathsOf();
    const [transport, dead, around] = [fault("transport"), fault("dead"), fault("around")];
    paths.cut(transport, "transport");
    paths.cut(dead, "dead");
    paths.cut(around, "transport");
    paths.goAround(around);
    paths.clear();
    expect([transport, dead, around].map((one) => paths.cutAgain(one))).toEqual([true, false, false]);
    paths.clear();
    paths.reconnect(transport);
    expect(paths.cutAgain(transport)).toBe(false);
  });

  test("for want of any other path are found again once a node has one", () => {
    const { world, paths, fault, at } = pathsOf();
    at(100);
    const [dead, cut] = [fault("dead", { targets: [0, 1] }), fault("cut", { targets: [2] })];
    for (const index of dead.targets) world.fabric.reduce(100e6, "uplink", index, dead, 0);
    paths.cut(dead, "dead");
    paths.cut(cut, "transport");
    expect(paths.findPaths()).toBe(false);
    world.fabric.restore(110e6, "uplink", 0, dead);
    expect([paths.findPaths(), paths.areAny]).toEqual([true, true]);
    paths.reconnect(cut);
    expect(paths.areAny).toBe(false);
  });
});

describe("a path that is cut while the job is down", () => {
  test("counts as a fault on the job once it has been cut for the timeout", () => {
    const { paths, fault, at, onJob } = pathsOf();
    at(100);
    paths.cutWhileDown(fault("cut"), "transport");
    at(159);
    expect(onJob()).toBe(0);
    at(160);
    expect(onJob()).toBe(1);
  });

  test("goes unnoticed where it heals before the timeout, though it is cut again later", () => {
    const { paths, fault, at, onJob } = pathsOf();
    const flapping = fault("flapping");
    at(100);
    paths.cutWhileDown(flapping, "transport");
    at(130);
    paths.reconnect(flapping);
    at(140);
    paths.cutWhileDown(flapping, "transport");
    // The first timeout comes and goes.
    at(199);
    expect(onJob()).toBe(0);
    at(200);
    expect(onJob()).toBe(1);
  });

  test("counts at once where there is no timeout", () => {
    const { paths, fault, onJob } = pathsOf();
    paths.cutWhileDown(fault("cut", { detectAfterUs: 0 }), "transport");
    expect(onJob()).toBe(1);
  });

  test("for want of any other counts only if some node is without any at the end", () => {
    const { world, paths, fault, at, onJob } = pathsOf();
    const [one, other] = [fault("one", { targets: [0, 1] }), fault("other", { targets: [4, 5] })];
    for (const dead of [one, other]) {
      for (const index of dead.targets) world.fabric.reduce(0, "uplink", index, dead, 0);
      paths.cutWhileDown(dead, "dead");
    }
    world.fabric.restore(10e6, "uplink", 0, one);
    at(60);
    expect([onJob(), one.isCounted, other.isCounted]).toEqual([1, false, true]);
  });

  test("is in time if it heals as the timeout comes, and lets the job come back as if it had never been", () => {
    const cut = (duration: string) => ({
      kind: "link.down",
      target: "sn00/n01/up00",
      cuts: true,
      at: "120 seconds",
      duration,
    });
    const counts = (duration: string) =>
      story({ ...linked, faults: [{ kind: "job.crash", at: "100 seconds" }, cut(duration)] }).result.counts;
    expect(counts("60 seconds")).toMatchObject({ faultsOnJob: 1, interruptions: 1 });
    expect(counts("61 seconds")).toMatchObject({ faultsOnJob: 2, interruptions: 1 });
  });
});

describe("traffic that moves to other links", () => {
  test("is on a path again: the one that was cut before stalls no job that comes back", () => {
    const { paths, fault } = pathsOf();
    const flapping = fault("flapping");
    paths.cut(flapping, "transport");
    paths.failOver(flapping, 5e6);
    paths.clear();
    expect(paths.cutAgain(flapping)).toBe(false);
  });

  test("stalls the job until the last of it has moved", () => {
    const { paths, fault, at } = pathsOf();
    at(100);
    paths.failOver(fault("a"), 5e6);
    at(102);
    paths.failOver(fault("b"), 5e6);
    expect(paths.endsUs).toBe(107e6);
    at(105);
    paths.dropMoved();
    expect([paths.areAny, paths.endsUs]).toEqual([true, 107e6]);
    at(107);
    paths.dropMoved();
    expect(paths.areAny).toBe(false);
  });

  test("is over when its link is back, and where the path is cut waits for that", () => {
    const { paths, fault, at } = pathsOf();
    const moving = fault("moving");
    paths.failOver(moving, 5e6);
    expect([paths.reconnect(moving), paths.areAny, paths.reconnect(moving)]).toEqual([true, false, false]);
    at(10);
    paths.failOver(moving, 5e6);
    paths.cut(fault("cut"), "transport");
    paths.beginStall();
    expect(paths.endsUs).toBe(70e6);
  });
});
