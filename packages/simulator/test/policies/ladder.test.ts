import type { Rung, Situation } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { builtIn, isFeasible, ladder } from "../../src/policies/index.ts";
import { Story, story } from "../support/run.ts";

const rung = (name: string, does: Rung["does"], more: Partial<Rung> = {}): Rung => ({
  name,
  does,
  handles: ["*"],
  takes: 1,
  takesPerThousandCards: 0,
  success: 1,
  keepsProgress: false,
  ...more,
});
const situation = (more: Partial<Situation> = {}): Situation => ({
  atUs: 0,
  kinds: ["card.crash"],
  failedRungs: [],
  unusableNodes: 1,
  sparesInScope: 1,
  spares: 1,
  replicas: 4,
  replicasPossible: 4,
  replicasMin: 4,
  ...more,
});

describe("a rung", () => {
  const feasible = (does: Rung["does"], more: Partial<Situation>) => isFeasible(rung("r", does), situation(more));

  test("in place needs every node", () => {
    for (const does of ["retry", "process"] as const) {
      expect(feasible(does, { unusableNodes: 0 })).toBe(true);
      expect(feasible(does, { unusableNodes: 1 })).toBe(false);
    }
  });

  test("that replaces needs as many spares as nodes are lost", () => {
    for (const does of ["spare", "job"] as const) {
      expect(feasible(does, { unusableNodes: 2, sparesInScope: 2 })).toBe(true);
      expect(feasible(does, { unusableNodes: 2, sparesInScope: 1 })).toBe(false);
    }
  });

  test("that shrinks needs the fewest replicas allowed, and at least one", () => {
    expect(feasible("shrink", { replicasPossible: 2, replicasMin: 2 })).toBe(true);
    expect(feasible("shrink", { replicasPossible: 1, replicasMin: 2 })).toBe(false);
    expect(feasible("shrink", { replicasPossible: 0, replicasMin: 0 })).toBe(false);
  });

  test("that waits for a repair needs a node that is to be repaired", () => {
    expect(feasible("wait", { unusableNodes: 9, sparesInScope: 0, replicasPossible: 0 })).toBe(true);
    expect(feasible("wait", { unusableNodes: 0 })).toBe(false);
  });
});

describe("a ladder as a policy", () => {
  const policy = ladder([
    rung("retry", "retry", { handles: ["link.*"] }),
    rung("swap", "spare", { handles: ["card.crash", "card.hang"] }),
    rung("restart", "job"),
  ]);

  test("climbs the first rung that handles every fault and can be climbed", () => {
    expect(policy(situation()).name).toBe("swap");
    expect(policy(situation({ kinds: ["link.down"], unusableNodes: 0 })).name).toBe("retry");
    expect(policy(situation({ kinds: ["link.down"] })).name).toBe("restart");
    expect(policy(situation({ kinds: ["card.crash", "link.down"] })).name).toBe("restart");
  });

  test("passes over rungs that failed in this recovery, and starts over when all have", () => {
    expect(policy(situation({ failedRungs: ["swap"] })).name).toBe("restart");
    expect(policy(situation({ failedRungs: ["swap", "restart"] })).name).toBe("swap");
  });

  test("waits when nothing can be climbed", () => {
    expect(policy(situation({ sparesInScope: 0 })).does).toBe("wait");
  });

  test("is pure: it gives the same answer to the same question", () => {
    expect(policy(situation())).toEqual(policy(situation()));
  });
});

describe("a ladder that waits for a repair first", () => {
  const recovery = {
    policy: {
      ladder: [
        { name: "wait", does: "wait" },
        { name: "restart", does: "job", takes: "90 seconds" },
      ],
    },
  };

  test("goes on when the node is back, though there are spares", () => {
    const crash = { kind: "node.crash", target: "sn00/n01", at: "1005 seconds", duration: "5 minutes" };
    const told = story({ recovery, faults: [crash] });
    expect(told.times("job.waiting")).toEqual([1015]);
    expect(told.said("rung.started")).toMatchObject([{ at: 1305, rung: "restart" }]);
    expect(told.result.starved).toBe(false);
  });

  test("does not wait where no node is lost", () => {
    const told = story({ recovery, faults: [{ kind: "job.crash", at: "1005 seconds" }] });
    expect(told.said("rung.started")).toMatchObject([{ at: 1015, rung: "restart" }]);
  });
});

describe("rungs that fail at once, over and over", () => {
  test("break the run off, and are named", () => {
    const policy = () => ({ name: "hope", does: "job", success: 0 });
    const told = new Story({ recovery: { policy }, faults: [{ kind: "job.crash", at: "1005 seconds" }] });
    expect(() => told.until()).toThrow(
      "recovery.policy tried 10000 rungs at one instant, and all failed in no time, the last of them hope",
    );
  });
});

describe("the built-in policies", () => {
  test("all end with a restart that handles everything, except elastic, which then shrinks", () => {
    for (const [name, rungs] of Object.entries(builtIn)) {
      const last = rungs(90e6).findLast(({ does }) => does !== "shrink");
      expect(last, name).toMatchObject({ does: "job", handles: ["*"], takes: 90e6, success: 1 });
    }
    expect(builtIn.elastic(1).at(-1)?.does).toBe("shrink");
  });

  const crash = { kind: "node.crash", target: "sn00/n01", at: "1005 seconds" };
  const climbed = (policy: string, fault: object, seed = 1) => story({ seed, recovery: { policy }, faults: [fault] });

  test("flash takes over from a peer and loses the step in progress only", () => {
    const told = climbed("flash", crash);
    expect(told.said("rung.started")[0]).toMatchObject({ at: 1015, rung: "copy from a peer", takesUs: 60e6 });
    expect(told.said("job.resumed")).toMatchObject([{ at: 1075, step: 99, from: "memory", lostSteps: 0 }]);
  });

  test("flash restarts the job where no peer is clean", () => {
    const told = climbed("flash", {
      kind: "card.corrupt",
      target: "sn00/n01/c0",
      at: "705 seconds",
      detectAfter: "1 minute",
    });
    expect(told.said("rung.started")).toMatchObject([{ rung: "restart job" }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 60, from: "storage" }]);
  });

  test("mindcluster climbs from the operator to the job, by the kind of the fault", () => {
    const cut = { kind: "link.down", cuts: true, target: "sn00/n01/up00", at: "705 seconds" };
    expect(climbed("mindcluster", cut).said("rung.started")[0]).toMatchObject({
      rung: "retry operator",
      does: "retry",
    });
    expect(climbed("mindcluster", crash).said("rung.started")[0]).toMatchObject({ rung: "recover process online" });
    const bug = { kind: "job.crash", at: "1005 seconds" };
    expect(climbed("mindcluster", bug).said("rung.started")[0]).toMatchObject({ rung: "restart process" });
  });

  test("mindcluster falls through its rungs one by one", () => {
    const names = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const rungs = climbed("mindcluster", crash, seed)
        .said("rung.started")
        .map(({ rung: name }) => name);
      expect(rungs).toEqual(["recover process online", "reschedule pod", "restart job"].slice(0, rungs.length));
      for (const name of rungs) names.add(name);
    }
    expect(names.size).toBeGreaterThanOrEqual(2);
  });
});
