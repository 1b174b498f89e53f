import { describe, expect, test } from "vitest";
import { neverSaves, Story, story, type Written } from "../support/run.ts";

/** The defaults of docs/model.md, Cooling: equilibrium 38 + 700/33.3 °C under load; C 500 J/K; G without flow 0.2 W/K. */
const LOAD_C = 38 + 700 / 33.3;
/** Seconds from one temperature to another towards an equilibrium, at a conductance. */
const spanS = (fromC: number, toC: number, restC: number, conductance: number) =>
  (500 / conductance) * Math.log((restC - fromC) / (restC - toC));

/** Steps of 1 s, so that speed follows the governor closely; no saves, so that the load never goes off. */
const cooled = (written: Written): Written => ({
  checkpoint: neverSaves,
  ...written,
  job: { step: "1 second", ...written.job },
});

describe("a pump that stops", () => {
  const pump = { id: "pump", kind: "cooling.pump", target: "cdu0", at: "1200 seconds", duration: "600 seconds" };
  const throttleS = spanS(LOAD_C, 88, 38 + 700 / 0.2, 0.2);
  const tripS = throttleS + spanS(88, 100, 38 + 425 / 0.2, 0.2);

  test("throttles the loop after 20.9 s and trips it after 35.4 s", () => {
    expect(throttleS).toBeCloseTo(20.9, 1);
    expect(tripS).toBeCloseTo(35.4, 1);
    const told = story(cooled({ faults: [pump] }));
    expect(told.times("loop.throttled")[0]).toBeCloseTo(1200 + throttleS, 5);
    expect(told.times("loop.tripped")[0]).toBeCloseTo(1200 + tripS, 5);
    expect(told.said("loop.throttled")).toMatchObject([{ loop: "cdu0", temperatureC: 88, speed: 0.5 }]);
    expect(told.said("loop.tripped")).toMatchObject([{ temperatureC: 100 }]);
  });

  test("first slows the job, then stops it, then takes the loop's nodes", () => {
    const told = story(cooled({ faults: [pump] }));
    expect(told.journal.filter(({ atUs }) => atUs > 1200e6 && atUs < 1240e6).map(({ type }) => type)).toEqual([
      "loop.throttled",
      "speed.changed",
      "loop.tripped",
      ...Array(4).fill("node.down"),
      ...Array(2).fill("node.down"),
      "job.stopped",
    ]);
    expect(told.said("speed.changed")).toMatchObject([{ stepUs: 2e6 }]);
  });

  test("lets the nodes come back when the loop is whole again and has cooled to 83 °C", () => {
    const told = story(cooled({ faults: [pump] }));
    // Powered off it decays towards 38 °C without flow; from 1800 s on with full flow.
    const hotC = 38 + 62 * Math.exp((-0.2 / 500) * (600 - tripS));
    const restoredS = 1800 + spanS(hotC, 83, 38, 33.3);
    expect(told.times("loop.restored")[0]).toBeCloseTo(restoredS, 5);
    expect(told.times("node.up")).toEqual(Array(6).fill(told.times("loop.restored")[0]));
    expect(told.times("rung.started")).toEqual(told.times("loop.restored"));
  });

  test("costs the wait for the loop, and the steps since the copy", () => {
    const { ledger, result } = story(cooled({ faults: [pump] }));
    expect(ledger.rescheduling).toBeCloseTo(1800 + 1.42 - (1200 + tripS + 10), 1);
    expect(ledger).toMatchObject({ detecting: 10, restarting: 90, loading: 20 });
    expect(result.counts).toMatchObject({ faultsOnJob: 1, interruptions: 1, starvations: 1 });
  });

  test("that starts again before the throttle costs nothing", () => {
    const told = story(cooled({ faults: [{ ...pump, duration: "20 seconds" }] }));
    expect(told.ledger).toEqual({ productive: 3600 });
    expect(told.order("loop.throttled", "loop.tripped")).toEqual([]);
  });

  test("that starts again between throttle and trip releases the governor at 83 °C", () => {
    const told = story(cooled({ faults: [{ ...pump, duration: "30 seconds" }] }));
    const hotC = 38 + 425 / 0.2 + (88 - 38 - 425 / 0.2) * Math.exp((-0.2 / 500) * (30 - throttleS));
    // With full flow again the governor lets the cards run at full speed: 700 W, towards the loaded equilibrium.
    expect(told.times("loop.released")[0]).toBeCloseTo(1230 + spanS(hotC, 83, LOAD_C, 33.3), 5);
    expect(told.times("loop.tripped")).toEqual([]);
  });

  // f = clip(((T_throttle - T_coolant) G - P_idle) / (P_load - P_idle), f_min, 1) with the G of now: 1 at full flow.
  test("that starts again lets the job step at full speed at once", () => {
    const told = story(cooled({ faults: [{ ...pump, duration: "30 seconds" }] }));
    expect(told.said("speed.changed").slice(1)).toEqual([{ at: 1230, stepUs: 1e6 }]);
  });

  test("after another had weakened the flow slows the job at once", () => {
    const weak = { ...pump, id: "weak", flow: 0.3, duration: "20 minutes" };
    const told = story(cooled({ faults: [weak, { ...pump, at: "1500 seconds" }] }));
    expect(told.said("speed.changed")[1]).toEqual({ at: 1500, stepUs: 2e6 });
  });

  test("that keeps 30 % of its flow is held at 88 °C by the governor, for ever", () => {
    const told = story(cooled({ faults: [{ ...pump, flow: 0.3, duration: "30 minutes" }] }));
    const conductance = 0.2 + 33.1 * 0.3 ** 0.8;
    const speed = (50 * conductance - 150) / 550;
    expect(told.times("loop.throttled")[0]).toBeCloseTo(
      1200 + spanS(LOAD_C, 88, 38 + 700 / conductance, conductance),
      5,
    );
    expect(told.said("loop.throttled")).toMatchObject([{ speed: Math.round(speed * 1000) / 1000 }]);
    expect(told.said("speed.changed")[0]?.stepUs).toBe(Math.round(1e6 / speed));
    expect(told.times("loop.tripped")).toEqual([]);
  });

  test("of a loop of idle spares takes longer, and stops nobody", () => {
    const cluster = { nodes: 12, nodesPerSupernode: 6 };
    const told = story(cooled({ cluster, job: { nodes: 6 }, faults: [{ ...pump, target: "cdu1" }] }));
    const restC = 38 + 150 / 0.2;
    const idleC = 38 + 150 / 33.3;
    expect(told.times("loop.throttled")[0]).toBeCloseTo(1200 + spanS(idleC, 88, restC, 0.2), 4);
    expect(told.times("loop.tripped")[0]).toBeCloseTo(1200 + spanS(idleC, 100, restC, 0.2), 4);
    expect(told.ledger).toEqual({ productive: 3600 });
    expect(told.result.metrics.sparesLowest).toBe(0);
  });

  test("soon after the start, when the cards are not hot yet, throttles later", () => {
    const told = story(cooled({ faults: [{ ...pump, at: "10 seconds" }] }));
    const idleC = 38 + 150 / 33.3;
    const warmC = LOAD_C + (idleC - LOAD_C) * Math.exp((-33.3 / 500) * 10);
    expect(told.times("loop.throttled")[0]).toBeCloseTo(10 + spanS(warmC, 88, 38 + 3500, 0.2), 5);
  });

  test("sends the job to spares on another loop when there are enough", () => {
    const cluster = { nodes: 8, nodesPerSupernode: 4 };
    const told = story(cooled({ cluster, faults: [pump] }));
    expect(told.said("node.assigned").map(({ node }) => node)).toEqual([
      "sn01/n00",
      "sn01/n01",
      "sn01/n02",
      "sn01/n03",
    ]);
    expect(told.ledger.rescheduling).toBeUndefined();
  });

  test("takes all supernodes of its loop", () => {
    const cluster = { nodes: 8, nodesPerSupernode: 4, cooling: { supernodesPerLoop: 2 } };
    expect(story(cooled({ cluster, faults: [pump] })).times("node.down")).toHaveLength(8);
  });
});

describe("warm coolant", () => {
  const inlet = { id: "chiller", kind: "cooling.inlet", target: "cdu0", at: "600 seconds", duration: "45 minutes" };
  /** Temperature of a loaded card while the coolant rises with a time constant of 600 s. */
  const cardC = (rise: number, s: number) => {
    const [k, lambda] = [33.3 / 500, 1 / 600];
    return LOAD_C + rise - rise * ((k * Math.exp(-lambda * s) - lambda * Math.exp(-k * s)) / (k - lambda));
  };

  test("rises with the loop's own time constant, and throttles where the cards reach 88 °C", () => {
    const told = story(cooled({ faults: [{ ...inlet, rise: 45 }] }));
    expect(cardC(45, (told.times("loop.throttled")[0] as number) - 600)).toBeCloseTo(88, 4);
  });

  test("slows the job in levels of 1 % as it rises, down to the speed that holds 88 °C", () => {
    const told = story(cooled({ duration: "4 hours", faults: [{ ...inlet, rise: 35, duration: "3 hours" }] }));
    const speeds = told.said("speed.changed").map(({ stepUs }) => 1e6 / stepUs);
    const end = (15 * 33.3 - 150) / 550;
    const lowest = speeds.indexOf(Math.min(...speeds));
    expect(Math.min(...speeds)).toBeGreaterThan(end - 0.011);
    for (const speed of speeds.slice(0, lowest))
      expect(Math.abs(speed * 100 - Math.round(speed * 100))).toBeLessThan(1e-3);
    expect(speeds.slice(0, lowest + 1)).toEqual(speeds.slice(0, lowest + 1).toSorted((a, b) => b - a));
    expect(told.times("loop.tripped")).toEqual([]);
    expect(speeds.at(-1)).toBe(1);
  });

  test("that stays below the throttle is not noticed", () => {
    const told = story(cooled({ faults: [{ ...inlet, rise: 20 }] }));
    expect(told.ledger).toEqual({ productive: 3600 });
  });
});

describe("a leak", () => {
  const leak = { id: "leak", kind: "cooling.leak", target: "cdu0", at: "1200 seconds", duration: "600 seconds" };

  test("powers its loop off at once, at whatever temperature", () => {
    const told = story(cooled({ faults: [leak] }));
    expect(told.said("loop.tripped")).toMatchObject([{ at: 1200, loop: "cdu0", temperatureC: 59.021 }]);
    expect(told.times("node.down")).toEqual(Array(6).fill(1200));
    expect(told.said("job.stopped")).toMatchObject([{ at: 1200, kind: "cooling.leak" }]);
  });

  test("lets the nodes come back as soon as it is mended: they are cool already", () => {
    const told = story(cooled({ faults: [leak] }));
    expect(told.times("loop.restored")).toEqual([1800]);
    expect(told.ledger).toMatchObject({ detecting: 10, rescheduling: 590, restarting: 90, loading: 20 });
  });

  test("that is healed by hand is over at that instant", () => {
    const told = new Story(cooled({ faults: [leak] })).until(1500);
    expect(told.run.snapshot()).toMatchObject({ mode: "rescheduling", nodesUnusableInJob: 4, sparesUsable: 0 });
    told.run.heal("leak");
    expect(told.until().times("rung.started")).toEqual([1500]);
  });

  test("of a loop with a stopped pump keeps it off until both are mended", () => {
    const pump = { kind: "cooling.pump", target: "cdu0", at: "1300 seconds", duration: "1000 seconds" };
    expect(story(cooled({ faults: [leak, pump] })).times("loop.restored")).toEqual([2300]);
  });

  test("of a loop that has tripped already stops nothing a second time", () => {
    const pump = { kind: "cooling.pump", target: "cdu0", at: "1100 seconds", duration: "1000 seconds" };
    const told = story(cooled({ faults: [leak, pump] }));
    expect(told.times("loop.tripped")).toHaveLength(1);
    expect(told.times("job.stopped")).toHaveLength(1);
  });
});
