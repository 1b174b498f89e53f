import type { Ledger } from "@ordeal/model";
import { ProgressCurve } from "@ordeal/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LedgerBook } from "../../src/job/ledger.ts";
import { Stepper } from "../../src/job/stepper.ts";

const HEALTHY_US = 10;

const stepperOf = () => {
  const ledger = new LedgerBook();
  return { stepper: new Stepper(HEALTHY_US, ledger, new ProgressCurve()), ledger };
};

/** Steps one by one: how long each took when it was first done, and when it was done last. */
class Naive {
  readonly first: Array<number> = [];
  readonly last: Array<number> = [];
  progressUs = 0;
  inProgressUs = HEALTHY_US;
  stepUs = HEALTHY_US;
  isRunning = false;
  redoneUs = 0;

  get step(): number {
    return this.last.length;
  }

  pass(us: number): void {
    if (!this.isRunning) return;
    this.progressUs += us;
    while (this.progressUs >= this.inProgressUs) {
      if (this.step < this.first.length) this.redoneUs += this.inProgressUs;
      else this.first.push(this.inProgressUs);
      this.last.push(this.inProgressUs);
      this.progressUs -= this.inProgressUs;
      this.inProgressUs = this.stepUs;
    }
  }

  resume(): void {
    // A step that has not begun begins at the speed of now.
    if (this.progressUs === 0) this.inProgressUs = this.stepUs;
    this.isRunning = true;
  }

  lose(steps: number): void {
    this.redoneUs += this.progressUs;
    this.progressUs = 0;
    this.last.splice(Math.max(0, this.step - steps));
    this.inProgressUs = this.stepUs;
    this.isRunning = true;
  }

  ledger(): Partial<Ledger> {
    const kept = this.first.slice(0, this.step);
    const undone = this.first.slice(this.step).reduce((sum, us) => sum + us, 0);
    const isNew = undone === 0;
    const healthyUs = Math.round((this.progressUs * HEALTHY_US) / this.inProgressUs);
    return {
      productive: kept.length * HEALTHY_US + (isNew ? healthyUs : 0),
      degraded: kept.reduce((sum, us) => sum + us - HEALTHY_US, 0) + (isNew ? this.progressUs - healthyUs : 0),
      recompute: this.redoneUs + undone + (isNew ? 0 : this.progressUs),
    };
  }
}

const moves = fc.array(
  fc.record({
    afterUs: fc.nat(45),
    what: fc.constantFrom("look", "settle", "pause", "resume", "speed", "speed", "lose"),
    stepUs: fc.constantFrom(10, 13, 20, 25),
    steps: fc.nat(6),
  }),
  { maxLength: 50, size: "max" },
);

describe("the arithmetic of steps", () => {
  test("comes to the same as doing them one by one: what is committed, what is due, and where every microsecond went", () => {
    fc.assert(
      fc.property(moves, (all) => {
        const { stepper, ledger } = stepperOf();
        const naive = new Naive();
        stepper.begin(0, 0);
        naive.resume();
        let nowUs = 0;
        let runningUs = 0;
        for (const { afterUs, what, stepUs, steps } of all) {
          nowUs += afterUs;
          if (naive.isRunning) runningUs += afterUs;
          naive.pass(afterUs);
          if (stepper.stepAt(nowUs) !== naive.step) expect(stepper.stepAt(nowUs)).toBe(naive.step);
          if (what === "look") continue;
          stepper.commitBy(nowUs);
          if (what === "pause" && naive.isRunning) {
            stepper.pause(nowUs);
            naive.isRunning = false;
          } else if (what === "resume" && !naive.isRunning) {
            stepper.resume(nowUs);
            naive.resume();
          } else if (what === "speed") {
            stepper.setStepUs(stepUs);
            naive.stepUs = stepUs;
          } else if (what === "lose") {
            stepper.kill(nowUs);
            stepper.begin(nowUs, Math.max(0, naive.step - steps));
            naive.lose(steps);
          }
          const firstUs = naive.isRunning ? nowUs - naive.progressUs + naive.inProgressUs : 0;
          const expected = {
            step: naive.step,
            highWater: naive.first.length,
            progressUs: naive.progressUs,
            boundaries: naive.isRunning ? [firstUs, firstUs + naive.stepUs, firstUs + 4 * naive.stepUs] : [],
            ranUs: [0, 2, 5].map((from) => naive.last.slice(from).reduce((sum, us) => sum + us, 0)),
          };
          const seen = {
            step: stepper.step,
            highWater: stepper.highWater,
            progressUs: stepper.progressUs(nowUs),
            boundaries: naive.isRunning ? [1, 2, 5].map((count) => stepper.boundaryUs(count)) : [],
            ranUs: [0, 2, 5].map((from) => (from > stepper.step ? 0 : stepper.ranUs(from))),
          };
          expect(JSON.stringify(seen)).toBe(JSON.stringify(expected));
        }
        stepper.commitBy(nowUs);
        const closed = ledger.copy();
        stepper.finish(nowUs, closed, true, stepper.step);
        expect(closed.read()).toMatchObject(naive.ledger());
        // Nothing is lost and nothing is counted twice: close throws otherwise.
        closed.close(runningUs);
      }),
      { numRuns: 300 },
    );
  });

  test("knows how many boundaries it takes for so much time, and which lie by an instant", () => {
    const length = fc.constantFrom(10, 13, 20, 25);
    fc.assert(
      fc.property(length, length, fc.nat(200), (first, then, us) => {
        const { stepper } = stepperOf();
        stepper.setStepUs(first);
        stepper.begin(7, 3);
        stepper.setStepUs(then);
        const count = stepper.boundariesFor(us);
        const steppingUs = (boundaries: number) => first + (boundaries - 1) * then;
        expect(count).toBeGreaterThanOrEqual(1);
        expect(steppingUs(count)).toBeGreaterThanOrEqual(us);
        if (count > 1) expect(steppingUs(count - 1)).toBeLessThan(us);
        const boundaryUs = stepper.boundaryUs(count);
        expect([stepper.stepAt(boundaryUs - 1), stepper.stepAt(boundaryUs)]).toEqual([3 + count - 1, 3 + count]);
      }),
    );
  });

  test("leaps over steps and pauses to where going through them comes", () => {
    const speed = fc.constantFrom(10, 13);
    fc.assert(
      fc.property(speed, fc.integer({ min: 1, max: 9 }), fc.nat(30), fc.nat(12), (stepUs, count, pauseUs, lost) => {
        const [leaping, walking] = [stepperOf(), stepperOf()];
        for (const { stepper } of [leaping, walking]) {
          stepper.setStepUs(stepUs);
          stepper.begin(0, 0);
          stepper.commitBy(12 * stepUs);
          stepper.begin(200, 12 - lost);
        }
        leaping.stepper.leap(count, count * pauseUs);
        let nowUs = 200;
        for (let nth = 0; nth < count; nth++) {
          nowUs += stepUs;
          walking.stepper.commitBy(nowUs);
          walking.stepper.pause(nowUs);
          nowUs += pauseUs;
          walking.stepper.resume(nowUs);
        }
        const state = ({ stepper, ledger }: typeof leaping) => ({
          ledger: ledger.read(),
          step: stepper.step,
          highWater: stepper.highWater,
          nextUs: stepper.boundaryUs(1),
          ranUs: stepper.ranUs(0),
          progressUs: stepper.progressUs(nowUs),
        });
        expect(state(leaping)).toEqual(state(walking));
      }),
    );
  });
});

describe("a step in progress", () => {
  test("keeps the duration it began with, unless it was paused before it began", () => {
    const { stepper } = stepperOf();
    stepper.begin(0, 0);
    stepper.setStepUs(25);
    expect([stepper.stepInProgressUs, stepper.boundaryUs(1), stepper.boundaryUs(2)]).toEqual([10, 10, 35]);
    stepper.commitBy(10);
    stepper.pause(10);
    stepper.setStepUs(20);
    stepper.resume(40);
    expect([stepper.stepInProgressUs, stepper.boundaryUs(1)]).toEqual([20, 60]);
  });

  test("stands still while it is paused, and neither commits nor books anything", () => {
    const { stepper, ledger } = stepperOf();
    stepper.begin(0, 0);
    stepper.pause(4);
    expect([stepper.stepAt(1_000), stepper.commitBy(1_000), stepper.progressUs(1_000)]).toEqual([0, 0, 4]);
    expect(Object.values(ledger.read()).every((us) => us === 0)).toBe(true);
  });

  test("counts as productive pro rata when it is new, and not at all when it is done again", () => {
    const { stepper } = stepperOf();
    stepper.setStepUs(20);
    stepper.begin(0, 0);
    expect(stepper.productiveBy(8)).toBe(4);
    stepper.commitBy(25);
    expect(stepper.productiveBy(25)).toBe(10 + 3);
    stepper.kill(26);
    stepper.begin(30, 0);
    expect(stepper.productiveBy(38)).toBe(10);
  });

  test("of a job that is down counts nothing, and neither do the steps that it does not keep", () => {
    const { stepper, ledger } = stepperOf();
    stepper.begin(0, 0);
    stepper.commitBy(35);
    stepper.kill(35);
    const closed = ledger.copy();
    stepper.finish(50, closed, false, 1);
    expect(closed.read()).toMatchObject({ productive: 10, recompute: 20 + 5 });
  });
});
