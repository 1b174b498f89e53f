import type { JournalEvent } from "@ordeal/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fleet } from "../../src/cluster/fleet.ts";
import { ThermalLoop } from "../../src/cooling/loop.ts";
import { Loops } from "../../src/cooling/loops.ts";
import { Journal } from "../../src/journal.ts";
import { Clock } from "../../src/kernel/clock.ts";
import { Integral } from "../../src/measure/integral.ts";
import { prepareScenario } from "../../src/prepared-scenario.ts";
import { experimentOf } from "../support/run.ts";
import { faultOf, stillWorld } from "../support/world.ts";

const { world } = stillWorld();
const [a, b, c] = [
  faultOf(world, "cooling.pump", { id: "a" }),
  faultOf(world, "cooling.pump", { id: "b" }),
  faultOf(world, "cooling.inlet", { id: "c" }),
];

/** Three supernodes of six nodes with a loop each; the job has the first eight nodes. */
const loopsOf = () => {
  const plan = prepareScenario(experimentOf({ cluster: { nodes: 18, nodesPerSupernode: 6 }, job: { nodes: 8 } }));
  const clock = new Clock();
  const journal: Array<JournalEvent> = [];
  const told: Array<string> = [];
  const fleet = new Fleet(plan.topology, plan.placement, 8, new Integral(0), {
    nodeDown: () => {},
    nodeUp: () => {},
    serviceChanged: (supernode, atUs) => loops.serviceChanged(supernode, atUs),
  });
  const loops: Loops = new Loops(clock, new Journal({ onEvent: (event) => journal.push(event) }), plan, fleet, {
    beforeLoopChanges: () => told.push("before"),
    speedChanged: () => told.push(`speed ${loops.leastSpeed().toFixed(2)}`),
    takeDown: (from, end, { id }, fault) => told.push(`down ${from}-${end} ${id} ${fault.id}`),
    bringUp: (from, end, { id }) => told.push(`up ${from}-${end} ${id}`),
  });
  /** Lets the loops change by themselves up to a second. */
  const passTo = (seconds: number) => {
    while (clock.queue.nextUs <= seconds * 1e6) {
      clock.nowUs = clock.queue.nextUs;
      clock.queue.pop().happen();
    }
    clock.nowUs = seconds * 1e6;
  };
  return { clock, fleet, loops, told, journal, passTo, cooling: plan.scenario.cluster.cooling };
};

describe("healthy loops", () => {
  test("follow the job's load where they serve it, and idle where they do not", () => {
    const { loops, cooling, passTo } = loopsOf();
    const [idleC, loadC] = [cooling.idleW, cooling.loadW].map((watts) => cooling.coolantC + watts / 33.3);
    loops.setLoaded(0, true);
    passTo(10_000);
    expect(loops.look(0).temperatureC).toBeCloseTo(loadC as number, 6);
    expect(loops.look(2).temperatureC).toBeCloseTo(idleC as number, 6);
    expect([0, 1, 2].map((loop) => loops.look(loop).isLoaded)).toEqual([true, true, false]);
    expect([loops.areHealthy, loops.leastSpeed(), loops.sparedBy(10_000e6)]).toEqual([true, 1, 0]);
  });

  // τ = C/G = 15.0 s. Nodes 8 to 11 are not usable, so that the next spare lies in the third loop.
  test("that begin to serve the job get warm from then on, and cool from what they were once they cease to", () => {
    const { loops, cooling, passTo, fleet } = loopsOf();
    const tauS = cooling.heatCapacityJPerK / cooling.conductanceWPerK;
    const [idleC, loadC] = [cooling.idleW, cooling.loadW].map((watts) => cooling.coolantC + watts / 33.3) as [
      number,
      number,
    ];
    for (const node of [8, 9, 10, 11]) fleet.hold(node, { id: "x" }, 0);
    loops.setLoaded(0, true);
    passTo(1_000);
    const slot = fleet.remove(0, 1_000e6);
    expect(fleet.assign(slot, undefined, 1_000e6)).toBe(12);
    passTo(1_010);
    expect(loops.look(2).temperatureC).toBeCloseTo(loadC + (idleC - loadC) * Math.exp(-10 / tauS), 9);
    const { temperatureC } = loops.look(2);
    fleet.remove(12, 1_010e6);
    expect(loops.look(2).temperatureC).toBeCloseTo(temperatureC, 9);
    passTo(1_030);
    expect(loops.look(2).temperatureC).toBeCloseTo(idleC + (temperatureC - idleC) * Math.exp(-20 / tauS), 9);
    passTo(5_000);
    expect(loops.look(2).temperatureC).toBe(idleC);
    expect(loops.look(0).temperatureC).toBeCloseTo(loadC, 9);
  });

  test("remember cycles gone through at once as if load had come and gone in each", () => {
    const cycle = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(cycle, cycle, fc.integer({ min: 1, max: 300 }), fc.nat(600), (stepping, pause, cycles, later) => {
        const [atOnce, byOne] = [loopsOf(), loopsOf()];
        const cycleUs = (stepping + pause) * 1e6;
        for (const { loops } of [atOnce, byOne]) loops.setLoaded(0, true);
        atOnce.loops.rememberCycles(0, stepping * 1e6, cycleUs, cycles);
        for (let nth = 0; nth < cycles; nth++) {
          byOne.loops.setLoaded(nth * cycleUs + stepping * 1e6, false);
          byOne.loops.setLoaded((nth + 1) * cycleUs, true);
        }
        for (const { clock } of [atOnce, byOne]) clock.nowUs = cycles * cycleUs + later * 1e6;
        const [one, other] = [atOnce, byOne].map(({ loops }) => loops.look(0).temperatureC) as [number, number];
        expect(Math.abs(one - other)).toBeLessThan(1e-6);
      }),
    );
  });
});

describe("loops with faults", () => {
  test("have the flow that all of them leave together, and the rise that they add up to", () => {
    const { loops, passTo, cooling, clock } = loopsOf();
    loops.setLoaded(0, true);
    passTo(5_000);
    loops.add(0, a, { flow: 0.5 });
    loops.add(0, b, { flow: 0.6 });
    loops.add(0, c, { riseC: 3 });
    const alone = new ThermalLoop(cooling, 5_000e6, loops.look(0).temperatureC, true);
    alone.setFlow(5_000e6, 0.3);
    alone.setInlet(5_000e6, 3);
    alone.setWhole(5_000e6, false);
    for (const seconds of [5_001, 5_020, 5_100]) {
      passTo(seconds);
      while (alone.nextUs <= clock.nowUs) alone.step();
      expect(loops.look(0).temperatureC).toBeCloseTo(alone.temperatureAt(clock.nowUs), 9);
      expect(loops.look(0).speed).toBe(alone.speed);
    }
  });

  test("trip over the last of their faults, take all their nodes, and bring them up when they are whole and cool", () => {
    const { loops, passTo, told, journal } = loopsOf();
    loops.setLoaded(0, true);
    passTo(1_000);
    loops.add(1, a, { flow: 0 });
    loops.add(1, b, { flow: 0 });
    passTo(1_100);
    expect(told.filter((line) => line.startsWith("down"))).toEqual(["down 6-12 cdu1 b"]);
    expect(loops.look(1).speed).toBe(0);
    loops.remove(1, a);
    loops.remove(1, b);
    passTo(3_000);
    expect(told.filter((line) => line.startsWith("up"))).toEqual(["up 6-12 cdu1"]);
    expect(journal.map(({ type }) => type)).toEqual(["loop.throttled", "loop.tripped", "loop.restored"]);
    expect([loops.areHealthy, [...loops.notHealthy()]]).toEqual([true, []]);
  });

  test("that leak trip at once, and once, whatever leaks more", () => {
    const { loops, told } = loopsOf();
    loops.add(0, a, { flow: 0, leaks: true });
    loops.add(0, b, { flow: 0, leaks: true });
    expect(told.filter((line) => line.startsWith("down"))).toEqual(["down 0-6 cdu0 a"]);
  });

  test("gate the job only where they cool its nodes, and only until they trip", () => {
    const { loops, passTo } = loopsOf();
    loops.setLoaded(0, true);
    passTo(1_000);
    loops.add(2, a, { riseC: 50 });
    passTo(4_000);
    expect(loops.look(2).speed).toBe(0.5);
    expect(loops.leastSpeed()).toBe(1);
    loops.add(1, b, { flow: 0 });
    passTo(4_025);
    expect(loops.leastSpeed()).toBe(0.5);
    passTo(4_100);
    expect([loops.look(1).speed, loops.leastSpeed()]).toEqual([0, 1]);
  });

  test("spare the load power that throttled nodes of the job do not draw, and none of others", () => {
    const { loops, passTo, fleet } = loopsOf();
    loops.setLoaded(0, true);
    passTo(1_000);
    // Loop 1 cools two nodes of the job, loop 2 none. Flow enough to hold the cards at some speed for ever.
    loops.add(1, a, { flow: 0.3 });
    loops.add(2, b, { riseC: 48 });
    passTo(5_000);
    const { speed } = loops.look(1);
    expect(speed > 0.5 && speed < 1).toBe(true);
    const before = loops.sparedBy(5_000e6);
    expect(loops.sparedBy(5_100e6) - before).toBeCloseTo((1 - speed) * 100e6 * 2, 3);
    fleet.remove(6, 5_000e6);
    loops.setLoaded(5_000e6, false);
    expect(loops.sparedBy(6_000e6)).toBe(loops.sparedBy(5_000e6));
  });

  test("have spared by an instant what they had, whatever changes at it", () => {
    const { loops, passTo } = loopsOf();
    loops.setLoaded(0, true);
    passTo(1_000);
    loops.add(1, a, { flow: 0.3 });
    passTo(5_000);
    const before = loops.sparedBy(5_000e6);
    expect(before).toBeGreaterThan(0);
    loops.add(1, b, { flow: 0.9 });
    expect(loops.sparedBy(5_000e6)).toBe(before);
    loops.remove(1, a);
    expect(loops.sparedBy(5_000e6)).toBe(before);
  });

  test("do not get warm with a load that is not theirs", () => {
    const { loops, passTo } = loopsOf();
    loops.add(2, a, { flow: 0.9 });
    loops.setLoaded(0, true);
    passTo(2_000);
    expect(loops.look(2).temperatureC).toBeLessThan(45);
    expect(loops.look(0).temperatureC).toBeGreaterThan(55);
  });

  test("trip over the last fault that is still there, though a later one is gone", () => {
    const overWhom = (...gone: ReadonlyArray<typeof a>) => {
      const { loops, passTo, told } = loopsOf();
      loops.setLoaded(0, true);
      passTo(1_000);
      loops.add(0, a, { flow: 0 });
      loops.add(0, b, { flow: 0 });
      passTo(1_035);
      for (const fault of gone) loops.remove(0, fault);
      if (gone.length === 2) loops.add(0, c, { flow: 0, leaks: true });
      passTo(1_100);
      return told.find((line) => line.startsWith("down"));
    };
    expect(overWhom()).toBe("down 0-6 cdu0 b");
    expect(overWhom(b)).toBe("down 0-6 cdu0 a");
    expect(overWhom(a, b)).toBe("down 0-6 cdu0 c");
  });

  test("of which several go at once look at themselves when all have", () => {
    const { loops, passTo, told } = loopsOf();
    loops.add(0, a, { flow: 0 });
    loops.add(0, b, { flow: 0 });
    passTo(5);
    told.length = 0;
    loops.defer();
    loops.remove(0, a);
    loops.remove(0, b);
    expect(told).toEqual([]);
    loops.flush();
    expect(told).toEqual(["speed 1.00"]);
    loops.flush();
    expect(told).toEqual(["speed 1.00"]);
    passTo(10_000);
    expect(loops.areHealthy).toBe(true);
  });

  test("tell the job before it is touched, and are as warm as all others when their first fault comes", () => {
    const { loops, passTo, told } = loopsOf();
    loops.setLoaded(0, true);
    passTo(7);
    const { temperatureC } = loops.look(0);
    loops.add(0, a, { flow: 0.9 });
    expect(loops.look(0).temperatureC).toBeCloseTo(temperatureC, 9);
    expect(told[0]).toBe("before");
    expect([...loops.notHealthy()]).toEqual([0]);
    loops.remove(1, a);
    loops.remove(0, b);
    expect(told).toEqual(["before", "speed 1.00"]);
  });
});
