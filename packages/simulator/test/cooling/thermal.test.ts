import { Cooling, decode } from "@ordeal/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  conductanceAt,
  coolantAt,
  coolantRamp,
  coolantReachesUs,
  crossingUs,
  equilibrium,
  powerAt,
  temperatureAt,
  trajectoryFrom,
} from "../../src/cooling/thermal.ts";

const decoded = decode(Cooling, {}, []);
if (!("value" in decoded)) throw new Error("the defaults of cooling do not decode");
const cooling = decoded.value;
const SECOND = 1e6;
const still = coolantRamp(0, 38, 38, 600 * SECOND);

describe("thermal", () => {
  test("a card rests at 59.0 °C at load and at 42.5 °C idle", () => {
    expect(equilibrium(38, powerAt(cooling, 1), conductanceAt(cooling, 1))).toBeCloseTo(59.02, 2);
    expect(equilibrium(38, powerAt(cooling, 0), conductanceAt(cooling, 1))).toBeCloseTo(42.5, 2);
  });

  test("conductance falls with flow to the 0.8, down to the ambient part", () => {
    expect(conductanceAt(cooling, 1)).toBeCloseTo(33.3, 12);
    expect(conductanceAt(cooling, 0.5)).toBeCloseTo(0.2 + 33.1 * 0.5743491774985175, 9);
    expect(conductanceAt(cooling, 0)).toBe(0.2);
  });

  test("the coolant covers 63.2 % of its way in a time constant and is at its target once it has settled", () => {
    const ramp = coolantRamp(5 * SECOND, 38, 48, 600 * SECOND);
    expect(coolantAt(ramp, 5 * SECOND)).toBe(38);
    expect(coolantAt(ramp, 605 * SECOND)).toBeCloseTo(38 + 10 * (1 - 1 / Math.E), 9);
    expect(coolantAt(ramp, ramp.settledUs - 1)).toBeCloseTo(47.999, 6);
    expect(coolantAt(ramp, ramp.settledUs)).toBe(48);
    expect(coolantRamp(7, 38, 38.0005, 600 * SECOND).settledUs).toBe(7);
  });

  test("the coolant reaches what lies on its way, and nothing else", () => {
    const ramp = coolantRamp(0, 38, 48, 600 * SECOND);
    expect(coolantReachesUs(ramp, 43)).toBe(Math.ceil(600 * SECOND * Math.LN2));
    expect(coolantReachesUs(ramp, 37)).toBe(0);
    expect(coolantReachesUs(ramp, 47.9999)).toBe(Number.POSITIVE_INFINITY);
    expect(coolantReachesUs(ramp, 49)).toBe(Number.POSITIVE_INFINITY);
  });

  test("an equilibrium is approached and never reached", () => {
    const warming = trajectoryFrom(cooling, 0, 40, 700, 33.3, still);
    const restC = 38 + 700 / 33.3;
    expect(crossingUs(warming, restC, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(temperatureAt(warming, 1e15)).toBe(restC);
    expect(crossingUs(warming, restC - 1e-6, 1)).toBeLessThan(300 * SECOND);
    expect(crossingUs(warming, 39, -1)).toBe(Number.POSITIVE_INFINITY);
    expect(crossingUs(warming, 40, 1)).toBe(0);
  });

  test("a threshold crossed only for a while, on the way to a rest above it, is found before the dip", () => {
    // Hot cards, cold coolant that warms up: the temperature dips, then rises again.
    const ramp = coolantRamp(0, 20, 60, 600 * SECOND);
    const dipping = trajectoryFrom(cooling, 0, 90, 300, 33.3, ramp);
    const downUs = crossingUs(dipping, 35, -1);
    expect(downUs).toBeLessThan(120 * SECOND);
    expect(temperatureAt(dipping, downUs)).toBeLessThanOrEqual(35);
    expect(temperatureAt(dipping, downUs - 1)).toBeGreaterThan(35);
    const again = trajectoryFrom(cooling, downUs, 35, 300, 33.3, ramp);
    const upUs = crossingUs(again, 40, 1);
    expect(upUs).toBeGreaterThan(downUs);
    expect(temperatureAt(again, upUs)).toBeCloseTo(40, 6);
  });

  test("card and coolant may have one and the same time constant, or nearly", () => {
    const at = (timeConstantUs: number): number =>
      temperatureAt(trajectoryFrom(cooling, 0, 50, 700, 50, coolantRamp(0, 38, 58, timeConstantUs)), 20 * SECOND);
    const rest = 58 + 14;
    const exact = rest + (50 - rest) * Math.exp(-2) - 20 * 2 * Math.exp(-2);
    expect(at(10 * SECOND)).toBeCloseTo(exact, 9);
    expect(at(10 * SECOND + 1)).toBeCloseTo(exact, 5);
    expect(at(10 * SECOND - 1)).toBeCloseTo(exact, 5);
  });

  const trajectories = fc
    .record({
      startUs: fc.integer({ min: 0, max: 1e13 }),
      startC: fc.double({ min: 0, max: 120, noNaN: true }),
      powerW: fc.double({ min: 0, max: 1_000, noNaN: true }),
      conductance: fc.double({ min: 0.1, max: 100, noNaN: true }),
      fromC: fc.double({ min: 0, max: 80, noNaN: true }),
      targetC: fc.double({ min: 0, max: 80, noNaN: true }),
      timeConstantUs: fc.integer({ min: 1, max: 7_200 * SECOND }),
      elapsedUs: fc.integer({ min: 0, max: 3_600 * SECOND }),
    })
    .map((r) => {
      const ramp = coolantRamp(Math.max(0, r.startUs - r.elapsedUs), r.fromC, r.targetC, r.timeConstantUs);
      return trajectoryFrom(cooling, r.startUs, r.startC, r.powerW, r.conductance, ramp);
    });
  const thresholds = fc.double({ min: 0, max: 130, noNaN: true });
  const directions = fc.constantFrom(1 as const, -1 as const);

  test("a crossing is the first: never reached before it, reached at it", () => {
    fc.assert(
      fc.property(trajectories, thresholds, directions, (trajectory, thresholdC, direction) => {
        const us = crossingUs(trajectory, thresholdC, direction);
        const beyond = (at: number): number => direction * (temperatureAt(trajectory, at) - thresholdC);
        if (us < Number.POSITIVE_INFINITY) {
          expect(Number.isSafeInteger(us)).toBe(true);
          expect(beyond(us)).toBeGreaterThan(-1e-6);
        }
        const endUs = Math.min(us - 1, trajectory.startUs + 1e12);
        for (let i = 0; i <= 100; i++) {
          const span = ((endUs - trajectory.startUs) * i ** 3) / 1e6;
          if (span >= 0 && us > trajectory.startUs) expect(beyond(trajectory.startUs + span)).toBeLessThan(1e-6);
        }
      }),
    );
  });

  test("a trajectory cut anywhere and continued is the same trajectory", () => {
    fc.assert(
      fc.property(trajectories, fc.nat(4e9), fc.nat(4e9), (trajectory, first, second) => {
        const cutUs = trajectory.startUs + first;
        const { ratePerUs, riseC, coolant } = trajectory;
        const conductance = (ratePerUs / 1e-6) * cooling.heatCapacityJPerK;
        const rest = trajectoryFrom(
          cooling,
          cutUs,
          temperatureAt(trajectory, cutUs),
          riseC * conductance,
          conductance,
          coolant,
        );
        expect(temperatureAt(rest, cutUs + second)).toBeCloseTo(temperatureAt(trajectory, cutUs + second), 8);
      }),
    );
  });
});
