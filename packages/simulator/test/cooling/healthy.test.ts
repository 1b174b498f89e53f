import { Cooling, decode } from "@ordeal/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LoadHistory } from "../../src/cooling/healthy.ts";
import { ThermalLoop } from "../../src/cooling/loop.ts";

const decoded = decode(Cooling, {}, []);
if (!("value" in decoded)) throw new Error("the defaults of cooling do not decode");
const cooling = decoded.value;
const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const loadC = 38 + 700 / 33.3;
const idleC = 38 + 150 / 33.3;

describe("the shared trajectory of healthy loops", () => {
  test("rests at the equilibrium of the initial load", () => {
    expect(new LoadHistory(true).temperatureAt(123, cooling)).toBeCloseTo(59.02, 2);
    expect(new LoadHistory(false).temperatureAt(0, cooling)).toBe(idleC);
  });

  test("cools and warms with the time constant C/G of 15.0 s", () => {
    const history = new LoadHistory(true);
    history.push(10 * SECOND, false);
    const tau = (500 / 33.3) * SECOND;
    expect(history.temperatureAt(10 * SECOND, cooling)).toBe(loadC);
    expect(history.temperatureAt(10 * SECOND + tau, cooling)).toBeCloseTo(idleC + (loadC - idleC) / Math.E, 9);
    history.push(20 * MINUTE, true);
    expect(history.temperatureAt(20 * MINUTE, cooling)).toBe(idleC);
    expect(history.temperatureAt(40 * MINUTE, cooling)).toBe(loadC);
    expect(history.temperatureAt(15 * MINUTE, cooling)).toBe(idleC);
  });

  test("load that stays as it is is no transition", () => {
    const [one, other] = [new LoadHistory(true), new LoadHistory(true)];
    one.push(10 * SECOND, false);
    other.push(5 * SECOND, true);
    other.push(10 * SECOND, false);
    other.push(20 * SECOND, false);
    expect(other.temperatureAt(30 * SECOND, cooling)).toBe(one.temperatureAt(30 * SECOND, cooling));
  });

  const spans = fc.array(fc.integer({ min: 0, max: 90 * SECOND }), { minLength: 64, maxLength: 200 });

  test("depends on the last 64 transitions to the bit, and on nothing older", () => {
    fc.assert(
      fc.property(spans, fc.boolean(), fc.nat(20 * MINUTE), (between, initial, after) => {
        const skipped = between.length - 64;
        const long = new LoadHistory(initial);
        const short = new LoadHistory(initial === (skipped % 2 === 0));
        let us = 0;
        for (const [index, span] of between.entries()) {
          us += span;
          long.push(us, initial === (index % 2 === 1));
          if (index >= skipped) short.push(us, initial === (index % 2 === 1));
        }
        expect(short.temperatureAt(us + after, cooling)).toBe(long.temperatureAt(us + after, cooling));
      }),
    );
  });

  test("is what a loop without faults has", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 * MINUTE }), { maxLength: 60 }), (between) => {
        const history = new LoadHistory(true);
        const loop = new ThermalLoop(cooling, 0, history.temperatureAt(0, cooling), true);
        let us = 0;
        between.forEach((span, index) => {
          us += span;
          loop.setLoaded(us, index % 2 === 1);
          history.push(us, index % 2 === 1);
          expect(loop.nextUs).toBe(Number.POSITIVE_INFINITY);
          expect(history.temperatureAt(us + 7 * SECOND, cooling)).toBeCloseTo(loop.temperatureAt(us + 7 * SECOND), 9);
        });
      }),
    );
  });

  test("is what a loop comes back to after its faults, by the time it calls itself healthy", () => {
    const history = new LoadHistory(true);
    const loop = new ThermalLoop(cooling, 0, history.temperatureAt(0, cooling), true);
    loop.setWhole(0, false);
    loop.setFlow(0, 0.1);
    while (loop.nextUs < 10 * MINUTE) loop.step();
    expect(loop.state).toBe("tripped");
    loop.setLoaded(10 * MINUTE, false);
    history.push(10 * MINUTE, false);
    loop.setFlow(10 * MINUTE, 1);
    loop.setInlet(10 * MINUTE, 5);
    loop.setInlet(20 * MINUTE, 0);
    expect(loop.healthyUs).toBe(Number.POSITIVE_INFINITY);
    loop.setWhole(20 * MINUTE, true);
    while (loop.nextUs < Number.POSITIVE_INFINITY) expect(loop.step()).toBe("restored");
    let us = 20 * MINUTE;
    let loaded = false;
    const { healthyUs } = loop;
    expect(healthyUs).toBeLessThan(180 * MINUTE);
    while (us < healthyUs) {
      us += 2 * MINUTE;
      loaded = !loaded;
      loop.setLoaded(us, loaded);
      history.push(us, loaded);
    }
    expect(loop.healthyUs).toBe(healthyUs);
    expect(Math.abs(loop.temperatureAt(us) - history.temperatureAt(us, cooling))).toBeLessThan(1e-6);
  });

  test("is reached within 1e-6 °C from a held loop whose flow came back, in five minutes", () => {
    const loop = new ThermalLoop(cooling, 0, loadC, true);
    loop.setFlow(0, 0.3);
    loop.step();
    loop.setFlow(10 * MINUTE, 1);
    expect(loop.step()).toBe("released");
    expect(loop.healthyUs).toBeLessThan(15.1 * MINUTE);
    expect(Math.abs(loop.temperatureAt(loop.healthyUs) - loadC)).toBeLessThan(1e-6);
    loop.setLoaded(loop.healthyUs, true);
  });
});
