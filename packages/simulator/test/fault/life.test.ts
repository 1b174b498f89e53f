import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/fault/fault.ts";
import type { World } from "../../src/world.ts";
import { Story } from "../support/run.ts";
import { faultOf, passTo, stillWorld } from "../support/world.ts";

interface StruckWorld {
  readonly world: World;
  /** The faults that are to end. */
  readonly ending: Array<Fault>;
}

describe("a fault", () => {
  test("that lasts is active until its time is over, and then its owner hears of it, once", () => {
    const { world, said } = stillWorld();
    const { faults } = world;
    const ended: Array<string> = [];
    const fault = faultOf(world, "node.crash", {
      targets: [5],
      durationUs: 100e6,
      onEnd: ({ id }) => ended.push(id),
    });
    faults.strike(fault);
    expect([fault.isActive, faults.struck, faults.active.list()]).toEqual([true, 1, [fault]]);
    passTo(world, 99);
    expect(ended).toEqual([]);
    passTo(world, 100);
    expect([fault.isActive, ended, faults.active.list()]).toEqual([false, ["node.crash"], []]);
    faults.end(fault);
    expect(ended).toHaveLength(1);
    expect(said()).toEqual(["0 fault.started", "0 node.down", "100 fault.ended", "100 node.up"]);
  });

  test("of an instant ends as it begins", () => {
    const { world } = stillWorld();
    const fault = faultOf(world, "job.crash", { component: "job" });
    world.faults.strike(fault);
    expect([fault.isActive, world.faults.struck]).toEqual([false, 1]);
  });

  test("that ended before its time does nothing when that comes", () => {
    const { world, said } = stillWorld();
    const fault = faultOf(world, "node.crash", { targets: [5], durationUs: 100e6 });
    world.faults.strike(fault);
    passTo(world, 50);
    world.faults.end(fault);
    passTo(world, 200);
    expect(said()).toEqual(["0 fault.started", "0 node.down", "50 fault.ended", "50 node.up"]);
  });

  test("lasts no longer than it may, and at the end of the run only one ends whose own time that is", () => {
    const { world } = stillWorld();
    const short = faultOf(world, "node.crash", { id: "short", targets: [5], durationUs: 100e6, ttlUs: 10e6 });
    const whole = faultOf(world, "node.crash", { id: "whole", targets: [5], durationUs: world.endUs });
    const cut = faultOf(world, "node.crash", {
      id: "cut",
      targets: [4],
      durationUs: 2 * world.endUs,
      ttlUs: world.endUs,
    });
    const beyond = faultOf(world, "node.crash", { id: "beyond", targets: [4], durationUs: world.endUs + 1 });
    for (const fault of [short, whole, cut, beyond]) world.faults.strike(fault);
    expect([short.atUs, short.isCutShort, whole.isCutShort, cut.isCutShort]).toEqual([10e6, true, false, true]);
    passTo(world, 10);
    expect(short.isActive).toBe(false);
    passTo(world, 2 * world.endUs);
    expect([whole.isActive, cut.isActive, beyond.isActive]).toEqual([false, true, true]);
  });

  test("that does not strike is counted apart, and says why", () => {
    const { world, journal } = stillWorld();
    world.faults.skip("it", "node.crash", "no target");
    expect([world.faults.struck, world.faults.skipped]).toEqual([0, 1]);
    expect(journal.map(({ data }) => data)).toEqual([{ faultId: "it", kind: "node.crash", reason: "no target" }]);
  });

  test("acts on the jobs that it lies in: one of a spare on none", () => {
    const { world } = stillWorld();
    const [inJob, spare] = [
      faultOf(world, "node.crash", { targets: [3] }),
      faultOf(world, "node.crash", { targets: [4] }),
    ];
    expect([world.faults.jobsOf(inJob), world.faults.jobsOf(spare)]).toEqual([[world.controls], []]);
  });

  test("that takes nodes lets them go that nothing else holds", () => {
    const { world } = stillWorld();
    const [one, other] = [
      faultOf(world, "node.crash", { targets: [4, 5] }),
      faultOf(world, "node.crash", { id: "other", targets: [5] }),
    ];
    world.faults.strike(one);
    world.faults.strike(other);
    world.faults.end(one);
    expect([world.fleet.isUsable(4), world.fleet.isUsable(5), world.nodesBroken.now]).toEqual([true, false, 1]);
    expect([...world.fleet.holdersOf(5)]).toEqual([other]);
  });

  test("that nobody had seen is mended from when it is cordoned on; one whose duration was said is not", () => {
    const { world } = stillWorld();
    const silent = faultOf(world, "card.slow", { targets: [4 * 8] });
    const said = faultOf(world, "card.slow", { id: "said", targets: [5 * 8], durationUs: 3_000e6 });
    for (const fault of [silent, said]) world.faults.strike(fault);
    expect([silent.atUs, silent.mendedUs]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    passTo(world, 1_000);
    for (const fault of [silent, said]) world.faults.cordon(fault);
    expect([world.fleet.isUsable(4), world.fleet.isUsable(5)]).toEqual([false, false]);
    expect([silent.mendedUs, said.mendedUs]).toEqual([1_000e6 + 7_200e6, 3_000e6]);
    passTo(world, 3_000);
    expect([silent.isActive, said.isActive]).toEqual([true, false]);
    passTo(world, 8_200);
    expect([silent.isActive, world.fleet.isUsable(4)]).toEqual([false, true]);
  });
});

describe("faults that end at once", () => {
  const kinds = ["node.crash", "card.slow", "link.down", "storage.slow", "cooling.pump", "link.degrade"] as const;
  const drawn = fc.array(fc.record({ kind: fc.constantFrom(...kinds), target: fc.nat(5), isEnding: fc.boolean() }), {
    maxLength: 12,
  });

  test("leave the same behind as those that end one by one", () => {
    fc.assert(
      fc.property(drawn, (all) => {
        const [together, apart] = [stillWorld(), stillWorld()].map(({ world }) => {
          const ending: Array<Fault> = [];
          for (const [nth, { kind, target, isEnding }] of all.entries()) {
            const component = kind.startsWith("link") ? "uplink" : undefined;
            const fault = faultOf(world, kind, {
              id: `f${nth}`,
              ...(component === undefined ? {} : { component }),
              targets: [kind.startsWith("storage") || kind.startsWith("cooling") ? 0 : target],
              parameters: { share: 0.5, speed: 0.5, flow: 0.9 },
              durationUs: 1e12,
            });
            world.faults.strike(fault);
            if (isEnding) ending.push(fault);
          }
          return { world, ending };
        }) as [StruckWorld, StruckWorld];
        together.world.faults.endAll(together.ending);
        for (const fault of apart.ending) apart.world.faults.end(fault);
        const [one, other] = [together, apart].map(({ world }) => ({
          active: world.faults.active.list().map(({ id }) => id),
          share: world.fabric.leastShare(),
          storage: world.storage.bandwidthShare,
          slowest: world.stragglers.leastOnJob(),
          down: [...world.fleet.nodesDown()],
          spares: world.fleet.sparesUsable,
          loop: world.loops.leastSpeed(),
        }));
        expect(one).toEqual(other);
      }),
      { numRuns: 100 },
    );
  });
  test("change the job's speed once, after the last of them", () => {
    const slow = (nth: number) => ({
      id: `f${nth}`,
      kind: "card.slow",
      target: `sn00/n0${nth}/c0`,
      speed: 0.5 + nth / 10,
      at: "5 seconds",
    });
    const told = new Story({ faults: [0, 1, 2].map(slow) }).until(100);
    const before = told.times("speed.changed").length;
    told.run.healAll(["f0", "f1", "f2"]);
    expect(told.said("speed.changed").slice(before)).toEqual([{ at: 100, stepUs: 10e6 }]);
  });
});

describe("a straggler that waits for a spare", () => {
  test("waits no more once it is over", () => {
    const { world } = stillWorld();
    const slow = faultOf(world, "card.slow", { durationUs: 100e6 });
    world.faults.strike(slow);
    world.faults.awaitingSpare.add(slow);
    passTo(world, 100);
    expect(world.faults.awaitingSpare.size).toBe(0);
  });
});

describe("a job that comes back", () => {
  test("meets the faults again that act on a running job and are still there, and no others", () => {
    const slow = { kind: "card.slow", target: "sn00/n01/c0", speed: 0.5, at: "50 seconds", detectAfter: "500 seconds" };
    const gone = { ...slow, id: "gone", target: "sn00/n02/c0", speed: 0.2, duration: "20 seconds" };
    const told = new Story({ faults: [slow, gone, { kind: "job.crash", at: "105 seconds" }] }).until(300);
    expect(told.said("job.resumed")).toMatchObject([{ stepUs: 20e6 }]);
    expect(told.run.snapshot()).toMatchObject({ stepUs: 20e6, faults: [{ kind: "card.slow" }] });
  });

  test("does not meet a hang again that ended while it was down", () => {
    const hang = { kind: "card.hang", target: "sn00/n01/c0", at: "120 seconds", duration: "60 seconds" };
    const faults = [
      { kind: "job.crash", at: "105 seconds" },
      { ...hang, detectAfter: "20 seconds" },
    ];
    // No spare takes its place: the job waits for its node until 180 s.
    const told = new Story({ cluster: { nodes: 4 }, faults }).until(600);
    expect([told.times("job.resumed"), told.times("job.hung")]).toEqual([[290], []]);
  });

  test("is offered a spare for a straggler that waits for one as soon as there is one", () => {
    const crash = { kind: "node.crash", target: "sn00/n04", at: "5 seconds", duration: "1000 seconds" };
    const slow = { kind: "card.slow", target: "sn00/n01/c0", speed: 0.5, at: "50 seconds", detectAfter: "100 seconds" };
    const told = new Story({ cluster: { nodes: 5 }, faults: [crash, slow] }).until();
    expect(told.said("job.stopped")).toMatchObject([{ at: 1005, kind: "card.slow" }]);
    expect(told.said("node.assigned")).toMatchObject([{ node: "sn00/n04" }]);
  });
});
