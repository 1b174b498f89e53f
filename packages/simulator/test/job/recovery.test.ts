import { describe, expect, test } from "vitest";
import { neverSaves, story, type Written } from "../support/run.ts";

/** The first fault stops the job at 1005 s; detected at 1015, restarted at 1105, loaded and back at 1125 s. */
const first = { id: "first", kind: "node.crash", target: "sn00/n01", at: "1005 seconds" };
const second = (at: number, more: object = {}) => ({
  id: "second",
  kind: "node.crash",
  target: "sn00/n02",
  at: `${at} seconds`,
  ...more,
});

/** What an action of a policy has besides its name and what it does. */
const plain = { takes: 60e6, takesPerThousandCards: 0, success: 1, keepsProgress: false, handles: ["*"] };

describe("a second fault on the job", () => {
  test("while the first is being detected is found with it", () => {
    const told = story({ faults: [first, second(1010)] });
    expect(told.said("job.struck")).toMatchObject([{ at: 1010, faultId: "second", phase: "detecting" }]);
    expect(told.said("node.assigned").map(({ node }) => node)).toEqual(["sn00/n04", "sn00/n05"]);
    expect(told.times("job.resumed")).toEqual([1125]);
    expect(told.ledger).toMatchObject({ detecting: 10, restarting: 90, loading: 20 });
  });

  test("during the restart starts again from detecting; the time spent stays restarting", () => {
    const told = story({ faults: [first, second(1050)] });
    expect(told.times("rung.started")).toEqual([1015, 1060]);
    expect(told.times("job.resumed")).toEqual([1170]);
    expect(told.ledger).toMatchObject({ detecting: 20, restarting: 35 + 90, loading: 20 });
  });

  test("during the load gives it up; the time spent stays loading", () => {
    const told = story({ faults: [first, second(1110)] });
    expect(told.times("load.started")).toEqual([1105, 1210]);
    expect(told.ledger).toMatchObject({ detecting: 20, restarting: 180, loading: 5 + 20 });
  });

  test("during the wait for nodes leaves it waiting for both", () => {
    const faults = [{ ...first, duration: "600 seconds" }, second(1100, { duration: "1000 seconds" })];
    const told = story({ cluster: { nodes: 4 }, faults });
    expect(told.said("job.waiting")).toMatchObject([
      { at: 1015, nodesMissing: 1, schedulerUp: true },
      { at: 1110, nodesMissing: 2, schedulerUp: true },
    ]);
    expect(told.times("rung.started")).toEqual([2100]);
    expect(told.ledger).toMatchObject({ detecting: 20, rescheduling: 85 + 990, restarting: 90 });
  });

  test("is part of the same interruption, and counts as a fault on the job", () => {
    const told = story({ faults: [first, second(1110)] });
    expect(told.result.interruptions).toMatchObject([{ atUs: 1005e6, faultId: "first", recoveryUs: 225e6 }]);
    expect(told.result.counts).toMatchObject({ faultsOnJob: 2, interruptions: 1, recoveries: 1 });
  });

  test("on the spare that just joined is one on the job", () => {
    const told = story({ faults: [first, second(1050, { target: "sn00/n04" })] });
    expect(told.said("node.removed").map(({ node }) => node)).toEqual(["sn00/n01", "sn00/n04"]);
    expect(told.said("node.assigned").map(({ node }) => node)).toEqual(["sn00/n04", "sn00/n05"]);
  });

  test("and hundreds more while it is down leave what lasts to be cured by the restart, and no kind forgotten", () => {
    const kinds: Array<ReadonlyArray<string>> = [];
    const policy = (situation: { readonly kinds: ReadonlyArray<string> }) => {
      kinds.push([...situation.kinds]);
      return { name: "mine", does: "job", ...plain };
    };
    const hang = { id: "hang", kind: "card.hang", target: "sn00/n02/c0", at: "1050 seconds", detectAfter: "5 seconds" };
    const short = { kind: "node.crash", target: "sn00/n03", duration: "1 second" };
    const many = Array.from({ length: 300 }, (_, n) => ({ ...short, at: `${1_060 + 2 * n} seconds` }));
    const told = story({ recovery: { policy }, faults: [{ kind: "job.crash", at: "1005 seconds" }, hang, ...many] });
    expect(told.times("job.resumed")).toHaveLength(1);
    expect(told.said("fault.ended").filter(({ faultId }) => faultId === "hang")).toHaveLength(1);
    expect(kinds.at(-1)).toEqual(["job.crash", "card.hang", "node.crash"]);
  });

  test("that hangs is found after the timeout of hangs, and cured by the restart", () => {
    const hang = second(1050, { kind: "card.hang", target: "sn00/n02/c0" });
    const told = story({ recovery: { detect: { hang: "100 seconds" } }, faults: [first, hang] });
    expect(told.times("rung.started")).toEqual([1015, 1150]);
    expect(told.times("fault.ended")).toEqual([1150]);
    expect(told.ledger).toMatchObject({ detecting: 110, restarting: 35 + 90 });
  });

  test("that is a bug starts again as well", () => {
    const told = story({ faults: [first, { kind: "job.crash", at: "1110 seconds" }] });
    expect(told.times("job.resumed")).toEqual([1230]);
  });

  test("on a node that is not the job's, or not any more, changes nothing", () => {
    expect(story({ faults: [first, second(1050, { target: "sn00/n05" })] }).times("job.resumed")).toEqual([1125]);
    expect(story({ faults: [first, second(1050, { target: "sn00/n01" })] }).times("job.resumed")).toEqual([1125]);
  });
});

describe("a job that waits for nodes", () => {
  const crash = (id: string, target: string, at: number, until: number) => ({
    id,
    kind: "node.crash",
    target,
    at: `${at} seconds`,
    duration: `${until - at} seconds`,
  });

  test("looks when all that heals at an instant has: a node that is back needs no spare, whichever is healed first", () => {
    for (const [spare, own] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      const faults = [crash(spare, "sn00/n04", 500, 2000), crash(own, "sn00/n01", 1005, 2000)];
      const told = story({ cluster: { nodes: 5 }, faults });
      expect(told.times("rung.started")).toEqual([2000]);
      expect(told.said("node.assigned")).toEqual([]);
    }
  });

  test("looks when all loops have come back that do so at an instant", () => {
    const told = story({
      cluster: { nodes: 12 },
      job: { nodes: 6 },
      faults: [
        crash("first", "sn00/n00", 105, 205),
        { kind: "cooling.leak", target: "cdu*", at: "2005 seconds", duration: "10 seconds" },
      ],
    });
    const [one, other] = told.times("loop.restored");
    expect(one).toBe(other);
    expect(told.times("rung.started")).toEqual([115, one]);
    // A spare of one loop took the place of a node of the other, once.
    expect(told.said("node.assigned")).toMatchObject([{ at: 115, node: "sn01/n00" }]);
  });

  // The node's copies outlive a process; those of nodes whose path is away for a while are still there when it is back.
  const cut = { kind: "link.down", target: "sn00/n02/up*", at: "1200 seconds", duration: "200 seconds" };
  const tiers = [{ stall: "10 seconds", persist: "0 seconds", load: "20 seconds", survives: "node" }];
  const waiting = (...more: ReadonlyArray<object>) =>
    story({
      cluster: { nodes: 5, scaleOut: { uplinks: 2, tors: 2 } },
      checkpoint: { interval: "600 seconds", tiers },
      faults: [crash("own", "sn00/n01", 1005, 2000), cut, ...more],
    });

  test("loses no more copies because something else comes back while a path is away", () => {
    const spares = crash("spare", "sn00/n04", 500, 3000);
    const scheduler = (at: number) => ({ kind: "scheduler.stall", at: `${at} seconds`, duration: "50 seconds" });
    for (const at of [1100, 1250]) {
      const told = waiting(spares, scheduler(at));
      expect(told.said("checkpoint.lost")).toEqual([]);
      expect(told.said("job.resumed")).toMatchObject([{ at: 2110, step: 60 }]);
    }
  });

  test("loses the copies of a node that it replaces because its path is away", () => {
    const told = story({
      cluster: { nodes: 5, scaleOut: { uplinks: 2, tors: 2 } },
      checkpoint: { interval: "600 seconds", tiers },
      faults: [
        crash("own", "sn00/n01", 1005, 2000),
        crash("spare", "sn00/n04", 500, 3000),
        { ...cut, duration: "2000 seconds" },
      ],
    });
    expect(told.times("checkpoint.lost")).toEqual([3000]);
    expect(told.said("node.assigned")).toMatchObject([{ at: 3000, node: "sn00/n04" }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 0, from: "scratch" }]);
  });
});

describe("a ladder", () => {
  const crash = { kind: "job.crash", at: "1005 seconds" };
  const climbing = (...ladder: ReadonlyArray<object>): Written => ({
    recovery: { policy: { ladder } },
    faults: [crash],
  });

  test("falls to the next rung when one fails; all their time is restarting", () => {
    const told = story(
      climbing(
        { name: "a", does: "process", takes: "30 seconds", success: 0 },
        { name: "b", does: "job", takes: "70 seconds" },
      ),
    );
    expect(told.order("rung.started", "rung.failed", "rung.succeeded")).toEqual([
      "1015 rung.started",
      "1045 rung.failed",
      "1045 rung.started",
      "1115 rung.succeeded",
    ]);
    expect(told.ledger).toMatchObject({ detecting: 10, restarting: 100, loading: 20 });
  });

  test("skips rungs that do not handle the fault", () => {
    const told = story(
      climbing(
        { name: "links", does: "retry", handles: ["link.*", "switch.down"] },
        { name: "cards", does: "process", handles: ["card.crash"] },
        { name: "jobs", does: "process", handles: ["job.*"], takes: "1 second" },
      ),
    );
    expect(told.said("rung.started").map(({ rung }) => rung)).toMatchObject(["jobs"]);
  });

  test("skips rungs that handle one of two faults only", () => {
    const ladder = [
      { name: "bugs", does: "job", handles: ["job.crash"], takes: "1 second" },
      { name: "any", does: "job", takes: "90 seconds" },
    ];
    const told = story({ recovery: { policy: { ladder } }, faults: [crash, second(1010)] });
    expect(told.said("rung.started").map(({ rung }) => rung)).toMatchObject(["any"]);
  });

  test("skips a retry in place, and a restart of the process, while a node is lost", () => {
    const ladder = [
      { name: "retry", does: "retry" },
      { name: "process", does: "process" },
      { name: "spare", does: "spare", takes: "40 seconds" },
    ];
    const told = story({ recovery: { policy: { ladder } }, faults: [first] });
    expect(told.said("rung.started")).toMatchObject([{ at: 1015, rung: "spare", does: "spare", takesUs: 40e6 }]);
  });

  test("takes longer with every card when a rung says so", () => {
    const rung = { name: "job", does: "job", takes: "90 seconds", takesPerThousandCards: "1000 seconds" };
    expect(story(climbing(rung)).said("rung.started")).toMatchObject([{ takesUs: (90 + 32) * 1e6 }]);
  });

  test("keeps progress where a rung says so: nothing is loaded, only the killed step is lost", () => {
    const told = story(climbing({ name: "peer", does: "spare", takes: "60 seconds", keepsProgress: true }));
    expect(told.said("job.resumed")).toMatchObject([{ at: 1075, step: 99, from: "memory", lostSteps: 0 }]);
    expect(told.ledger).toMatchObject({ recompute: 5, detecting: 10, restarting: 60 });
    expect(told.ledger.loading).toBeUndefined();
    // 395 s had been stepped since the save, 390 of them in whole steps: 210 s more until the next.
    expect(told.times("checkpoint.save.started")[1]).toBe(1075 + 210);
  });

  test("has nothing left in memory to keep once a rung that loses progress has succeeded", () => {
    const ladder = [
      { name: "retry", does: "retry", takes: "5 seconds", keepsProgress: true },
      { name: "job", does: "job", takes: "90 seconds" },
    ];
    const after = (...faults: ReadonlyArray<object>) =>
      story({ cluster: { scaleOut: { uplinks: 2, tors: 2 } }, recovery: { policy: { ladder } }, faults });
    // The job is restarted on a spare by 1105 s, and loads until 1125 s.
    const bug = after(first, { kind: "job.crash", at: "1110 seconds" });
    expect(bug.said("rung.started").map(({ at, rung }) => [at, rung])).toEqual([
      [1015, "job"],
      [1120, "retry"],
    ]);
    expect(bug.said("job.resumed")).toMatchObject([{ at: 1145, step: 60, from: "storage" }]);
    const others = ["sn00/n05", "sn00/n03"].map((node) => `${node}/up*`);
    const cuts = others.map((target) => ({ kind: "link.down", target, at: "1100 seconds", duration: "200 seconds" }));
    const cut = after(first, ...cuts);
    expect(cut.said("rung.started").map(({ at, rung }) => [at, rung])).toEqual([
      [1015, "job"],
      [1300, "retry"],
    ]);
    expect(cut.said("job.resumed")).toMatchObject([{ at: 1325, step: 60, from: "storage" }]);
    // What is lost in one recovery is not in the next.
    const again = after(first, { kind: "job.crash", at: "1505 seconds" });
    expect(again.said("job.resumed")).toMatchObject([{ from: "storage" }, { at: 1520, from: "memory" }]);
  });

  test("starts over when all its rungs have failed, until one succeeds", () => {
    const tries = Array.from({ length: 200 }, (_, seed) => {
      const told = story({ ...climbing({ name: "coin", does: "process", takes: "1 second", success: 0.5 }), seed });
      expect(told.ledger.restarting).toBe(told.times("rung.started").length);
      return told.times("rung.started").length;
    });
    // Geometric: mean 2, variance 2; five deviations of the mean of 200 are 0.5.
    expect(Math.abs(tries.reduce((sum, n) => sum + n, 0) / 200 - 2)).toBeLessThan(0.5);
  });

  test("waits for a repair when no rung can be climbed, and the job starves if none comes", () => {
    const told = story({ cluster: { nodes: 4 }, faults: [first] });
    expect(told.said("job.starved")).toMatchObject([{ at: 3600, nodesMissing: 1 }]);
    expect(told.ledger).toEqual({
      productive: 600,
      recompute: 395,
      checkpoint: 10,
      detecting: 10,
      rescheduling: 3600 - 1015,
    });
    expect(told.result.starved).toBe(true);
    // What goes on counts for as long as it has.
    expect(told.result.interruptions).toMatchObject([{ recoveryUs: (3600 - 1005) * 1e6, isOver: false }]);
    expect(told.result.metrics.recoveryTime).toMatchObject({ mean: 2595, p50: 2595, p99: 2595, max: 2595 });
  });
});

describe("a policy that people bring", () => {
  test("is asked once a recovery needs an action, and told what is known", () => {
    const asked: Array<unknown> = [];
    const policy = (situation: unknown) => {
      asked.push(situation);
      return { name: "mine", does: "spare", ...plain };
    };
    story({ recovery: { policy }, faults: [first, { kind: "node.crash", target: "sn00/n03", at: "1010 seconds" }] });
    expect(asked).toEqual([
      {
        atUs: 1015e6,
        kinds: ["node.crash"],
        failedRungs: [],
        unusableNodes: 2,
        sparesInScope: 2,
        spares: 2,
        replicas: 4,
        replicasPossible: 4,
        replicasMin: 4,
      },
    ]);
  });

  test("that asks for what cannot be done waits", () => {
    const policy = () => ({ name: "mine", does: "process", ...plain });
    const told = story({ recovery: { policy }, faults: [{ ...first, duration: "500 seconds" }] });
    expect(told.times("rung.started")).toEqual([1505]);
  });

  test("may trust a copy that is not durable, and then reads what a crash had torn", () => {
    const policy = () => ({ name: "rash", does: "job", ...plain, trust: "any" });
    const torn = { kind: "job.crash", at: "620 seconds" };
    const told = story({ recovery: { policy }, faults: [torn] });
    expect(told.said("job.resumed")).toMatchObject([{ step: 60 }]);
    expect(story({ faults: [torn] }).said("job.resumed")).toMatchObject([{ step: 0 }]);
  });
});

describe("a policy that trusts copies which are not durable", () => {
  const plain = { takes: 90e6, takesPerThousandCards: 0, success: 1, keepsProgress: false };
  /** Trusts nothing at the first stop, everything at the next ones. */
  const rashLater =
    () =>
    ({ atUs }: { readonly atUs: number }) => ({
      name: "job",
      does: "job",
      ...plain,
      ...(atUs > 700e6 ? { trust: "any" } : {}),
    });

  test("reads none that an earlier stop tore: what came after it wrote over that", () => {
    const faults = [620, 900].map((at) => ({ kind: "job.crash", at: `${at} seconds` }));
    const told = story({ duration: "25 minutes", recovery: { policy: rashLater() }, faults });
    expect(told.said("checkpoint.torn")).toMatchObject([{ step: 60 }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 0 }, { step: 0 }]);
  });

  test("reads none that went with the memory it lay in", () => {
    const tiers = [
      { medium: "memory", survives: "process", stall: "10 seconds", persist: "30 seconds", load: "20 seconds" },
    ];
    const faults = [
      { kind: "job.crash", at: "720 seconds" },
      { kind: "node.crash", target: "sn00/n01", at: "725 seconds" },
    ];
    const checkpoint = { interval: "700 seconds", tiers };
    const told = story({ duration: "20 minutes", checkpoint, recovery: { policy: rashLater() }, faults });
    expect(told.said("checkpoint.torn")).toMatchObject([{ step: 70 }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 0, from: "scratch" }]);
  });
});

describe("spares", () => {
  test("that fail and come back again and again are each there once", () => {
    const flaky = {
      kind: "node.crash",
      target: "sn00/n04",
      every: { period: "2 seconds", times: 400 },
      duration: "1 second",
    };
    const lost = ["sn00/n01", "sn00/n02", "sn00/n03"].map((target) => ({
      kind: "node.crash",
      target,
      at: "1005 seconds",
    }));
    const told = story({ checkpoint: neverSaves, faults: [flaky, ...lost] });
    expect(told.said("job.waiting")).toMatchObject([{ at: 1015, nodesMissing: 3 }]);
    expect(told.run.snapshot().sparesUsable).toBe(2);
  });

  const recovered = (recovery: object, fault: object = first) =>
    story({ checkpoint: neverSaves, recovery, faults: [fault] }).ledger.restarting;

  test("that are warm take 30 s to join, cold ones ten minutes, hot ones nothing", () => {
    expect(recovered({ spares: "hot" })).toBe(90);
    expect(recovered({ spares: "warm" })).toBe(120);
    expect(recovered({ spares: "cold" })).toBe(690);
  });

  test("take the time that the recovery says, and only when one is needed", () => {
    expect(recovered({ spares: "cold", spareActivation: "45 seconds" })).toBe(135);
    expect(recovered({ spares: "cold" }, { kind: "job.crash", at: "1005 seconds" })).toBe(90);
  });
});
