import { describe, expect, test } from "vitest";
import { Story, story, type Written } from "../support/run.ts";
import { faultOf, stillWorld } from "../support/world.ts";

const crash = (target: string, more: object = {}) => ({ kind: "node.crash", target, at: "1005 seconds", ...more });

describe("a job without enough nodes", () => {
  const elastic = (more: Written = {}): Written => ({
    duration: "2 hours",
    ...more,
    cluster: { nodes: 4, repair: { fixed: "1000 seconds" }, ...more.cluster },
    job: { replicasMin: 1, ...more.job },
    recovery: { policy: "elastic", ...more.recovery },
    faults: more.faults ?? [crash("sn00/n01")],
  });

  test("shrinks, keeps the global batch, and grows when a copy is durable after the node is back", () => {
    const told = story(elastic());
    expect(told.said("job.shrunk")).toMatchObject([{ at: 1015, replicas: 3 }]);
    expect(told.said("rung.started")[0]).toMatchObject({ at: 1015, rung: "shrink", does: "shrink" });
    // Steps of 40/3 s from 1125 s on; 46 of them are the first to reach 600 s, and 10 s a save.
    const save = (nth: number) => 1125 + nth * 46 * 13.333333 + (nth - 1) * 10;
    expect(told.times("checkpoint.save.started")[1]).toBeCloseTo(save(1), 5);
    expect(told.times("node.up")).toEqual([2005]);
    expect(told.times("job.grown")[0]).toBeCloseTo(save(2) + 40, 5);
    expect(told.said("job.resumed").at(-1)).toMatchObject({ step: 60 + 92, from: "storage", lostSteps: 2 });
    expect(told.run.snapshot()).toMatchObject({ replicas: 4, jobNodes: 4, stepUs: 10e6 });
  });

  test("counts the longer step as degraded", () => {
    // From 1125 s on 39 steps again, then new ones.
    const later = story(elastic({ duration: "1700 seconds" })).result.ledgerUs;
    const newUs = 1700e6 - (1125e6 + 39 * 13_333_333);
    expect(later.productive + later.degraded).toBe(990e6 + newUs);
    expect(later.productive - 990e6).toBeCloseTo((newUs * 3) / 4, -2);
  });

  test("does not shrink its communication", () => {
    const told = story(elastic({ job: { linearity: 0.9 }, cluster: { repair: { fixed: "9 hours" } } }));
    expect(told.run.snapshot().stepUs).toBe(13e6);
  });

  test("gives up whole replicas; their other nodes become spares", () => {
    const told = story(elastic({ job: { cardsPerReplica: 16 }, cluster: { repair: { fixed: "9 hours" } } }));
    expect(told.said("job.shrunk")).toMatchObject([{ at: 1015, replicas: 1 }]);
    expect(told.run.snapshot()).toMatchObject({ replicas: 1, jobNodes: 2, sparesUsable: 1, stepUs: 20e6 });
  });

  test("prefers a spare while there is one", () => {
    const told = story(elastic({ cluster: { nodes: 5 } }));
    expect(told.times("job.shrunk")).toEqual([]);
    expect(told.said("node.assigned")).toMatchObject([{ at: 1015, node: "sn00/n04" }]);
  });

  test("starves instead when fewer replicas are not allowed", () => {
    const told = story(elastic({ job: { replicasMin: 4 } }));
    expect(told.times("job.shrunk")).toEqual([]);
    expect(told.times("rung.started")).toEqual([2005]);
    expect(told.ledger.rescheduling).toBe(990);
  });

  test("that shrank twice grows back to full size", () => {
    const told = story(elastic({ faults: [crash("sn00/n01"), crash("sn00/n02", { at: "1500 seconds" })] }));
    expect(told.said("job.shrunk").map(({ replicas }) => replicas)).toEqual([3, 2]);
    expect(told.run.snapshot()).toMatchObject({ replicas: 4, jobNodes: 4 });
    expect(told.result.counts).toMatchObject({ shrinks: 2, starvations: 0 });
  });

  // Job.replicasMin is "the fewest replicas the job may shrink to". Two nodes lost, one spare: three are possible.
  test("never runs on fewer replicas than it may", () => {
    const told = story(
      elastic({ cluster: { nodes: 5 }, job: { replicasMin: 3 }, faults: [crash("sn00/n01"), crash("sn00/n02")] }),
    );
    expect(told.said("job.shrunk")).toMatchObject([{ replicas: 3 }]);
  });

  // A synchronous tier writes nothing in the background: the copy is durable when the save ends.
  test("grows with a synchronous checkpoint too", () => {
    const checkpoint = { tiers: [{ stall: "10 seconds", load: "20 seconds" }] };
    expect(story(elastic({ checkpoint })).times("job.grown")).toHaveLength(1);
  });

  // Nothing can be gained: the spare that is left is out of scope.
  test("does not restart in order to grow when no spare is in its scope", () => {
    const told = story({
      duration: "2 hours",
      cluster: { nodes: 8, nodesPerSupernode: 4, repair: { fixed: "10 hours" } },
      job: { nodes: 6, replicasMin: 1 },
      recovery: { policy: "elastic", spareScope: "supernode" },
      faults: [crash("sn00/n00"), crash("sn00/n01")],
    });
    expect(told.times("rung.started")).toHaveLength(1);
  });
});

describe("the scope of spares", () => {
  const cluster = { nodes: 8, nodesPerSupernode: 4, repair: { fixed: "1000 seconds" } };
  const written = (spareScope: string, ...faults: ReadonlyArray<object>) => ({
    cluster,
    job: { nodes: 6 },
    recovery: { spareScope },
    faults,
  });

  test("anywhere packs the job into the first supernodes and takes the next spare", () => {
    const told = story(written("anywhere", crash("sn00/n01")));
    expect(told.said("node.assigned")).toMatchObject([{ node: "sn01/n02" }]);
  });

  test("per supernode spreads the spares and takes one beside the failed node", () => {
    const told = story(written("supernode", crash("sn01/n01")));
    expect(told.said("node.assigned")).toMatchObject([{ node: "sn01/n03" }]);
  });

  test("per supernode waits for a repair although another supernode has a spare", () => {
    const told = story(written("supernode", crash("sn00/n00"), crash("sn00/n01")));
    expect(told.said("job.waiting")).toMatchObject([{ at: 1015, nodesMissing: 2 }]);
    expect(told.times("rung.started")).toEqual([2005]);
  });

  test("per supernode replaces nodes in both at once", () => {
    const told = story(written("supernode", crash("sn00/n00"), crash("sn01/n00")));
    expect(told.said("node.assigned").map(({ node }) => node)).toEqual(["sn00/n03", "sn01/n03"]);
    expect(told.times("rung.started")).toEqual([1015]);
  });
});

describe("unlimited spares", () => {
  const unlimited = (...faults: ReadonlyArray<object>) => ({
    cluster: { nodes: 4 },
    job: { spares: "unlimited" },
    faults,
  });

  test("put a fresh node in the place of a failed one, at the same address, and the fault is gone", () => {
    const told = story(unlimited(crash("sn00/n01")));
    expect(told.times("node.up")).toEqual([1015]);
    expect(told.times("fault.ended")).toEqual([1015]);
    expect(told.ledger).toMatchObject({ detecting: 10, restarting: 90, loading: 20 });
    expect(told.result.metrics.sparesLowest).toBeNull();
  });

  test("never let a job wait, whatever fails together", () => {
    const told = story(unlimited(crash("sn00/n*")));
    expect(told.ledger.rescheduling).toBeUndefined();
    expect(told.times("job.resumed")).toEqual([1125]);
  });

  test("take their time to join when they are not hot", () => {
    const told = story({ ...unlimited(crash("sn00/n01")), recovery: { spares: "cold" } });
    expect(told.ledger.restarting).toBe(690);
  });

  // A fresh node mends neither the ToR, nor the plane, nor the chiller.
  test("mend what was wrong with the node, and nothing else", () => {
    const others = [
      { id: "tor", kind: "switch.down", target: "tor00a", at: "100 seconds", duration: "50 minutes" },
      {
        id: "plane",
        kind: "link.degrade",
        target: "sn00/plane1",
        share: 0.5,
        at: "100 seconds",
        duration: "50 minutes",
      },
      { id: "chiller", kind: "cooling.inlet", target: "cdu0", rise: 1, at: "100 seconds", duration: "50 minutes" },
    ];
    const told = story(unlimited(...others, { id: "card", ...crash("sn00/n01") }));
    expect(told.said("fault.ended").map(({ at, faultId }) => `${at} ${faultId}`)).toEqual([
      "1015 card",
      "3100 chiller",
      "3100 plane",
      "3100 tor",
    ]);
  });

  test("count the failed nodes as down until they are mended, though their addresses are whole", () => {
    const told = new Story(unlimited(crash("sn00/n01", { duration: "10 minutes" })));
    expect(told.until(1_100).run.snapshot()).toMatchObject({ nodesDown: 1, nodesUnusableInJob: 0 });
    // Down at 1005 s, replaced at 1015 s, mended at 1605 s.
    expect(told.until(1_604).run.snapshot().nodesDown).toBe(1);
    expect(told.until(1_605).run.snapshot().nodesDown).toBe(0);
    expect(told.until().result.metrics.nodesDown).toMatchObject({ mean: 600 / 3_600, max: 1 });
  });

  test("count every one of an address whose nodes fail one after the other", () => {
    const faults = [1_005, 1_505, 2_005].map((at) => ({
      ...crash("sn00/n01", { duration: "20 minutes" }),
      at: `${at} seconds`,
    }));
    const told = story(unlimited(...faults));
    expect(told.result.metrics.nodesDown).toMatchObject({ mean: (3 * 1_200) / 3_600, max: 3 });
  });

  test("count a straggler's node from when it is found until its repair is over", () => {
    const told = story({
      ...unlimited({ kind: "card.slow", speed: "50 %", target: "sn00/n01/c0", at: "1005 seconds" }),
      cluster: { nodes: 4, repair: { fixed: "500 seconds" } },
      recovery: { detect: { straggler: "100 seconds" } },
    });
    expect(told.result.metrics.nodesDown.mean).toBeCloseTo(500 / 3_600, 9);
  });

  test("count the nodes of a loop that is powered off until it is back", () => {
    const told = story(unlimited({ kind: "cooling.leak", target: "cdu0", at: "1005 seconds", duration: "10 minutes" }));
    const restored = told.times("loop.restored")[0] ?? 0;
    expect(restored).toBeGreaterThanOrEqual(1_605);
    expect(told.result.metrics.nodesDown).toMatchObject({ max: 4 });
    expect(told.result.metrics.nodesDown.mean).toBeCloseTo((4 * (restored - 1_005)) / 3_600, 9);
  });

  test("draw idle power at every address, whatever is broken elsewhere", () => {
    const long = crash("sn00/n01", { duration: "40 minutes" });
    const short = crash("sn00/n01", { duration: "10001 millis" });
    expect(story(unlimited(long)).result.metrics.energy).toBeCloseTo(
      story(unlimited(short)).result.metrics.energy ?? Number.NaN,
      9,
    );
  });
});

describe("vacant slots", () => {
  test("are filled in the order of their numbers, whichever was vacated first", () => {
    const { world } = stillWorld({ cluster: { nodes: 4 } });
    const { fleet } = world;
    const { membership } = world.job;
    const fault = faultOf(world, "node.crash");
    for (const node of [3, 1]) {
      fleet.hold(node, fault, 0);
      expect(membership.replace()).toBe(0);
    }
    fleet.release(3, fault, 0);
    expect(membership.replace()).toBe(1);
    expect([0, 1, 2, 3].map((slot) => fleet.nodeInSlot(slot))).toEqual([0, 3, 2, -1]);
    fleet.release(1, fault, 0);
    expect(membership.replace()).toBe(1);
    expect([0, 1, 2, 3].map((slot) => fleet.nodeInSlot(slot))).toEqual([0, 3, 2, 1]);
  });
});
