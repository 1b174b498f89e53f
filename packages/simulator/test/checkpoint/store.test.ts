import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CheckpointStore, type Keep } from "../../src/checkpoint/store.ts";

interface Held {
  readonly step: number;
  readonly doneUs: number;
  readonly poisoned: boolean;
}

/** Retention as docs/model.md words it (Checkpoints), on a plain list that never forgets: the last n, and the first of every so often. */
class Naive {
  copies: Array<Held> = [{ step: 0, doneUs: 0, poisoned: false }];
  private readonly keep: Keep;

  constructor(keep: Keep) {
    this.keep = keep;
  }

  held(nowUs: number): Array<Held> {
    const { last, everyUs, forUs } = this.keep;
    return this.copies.filter(({ doneUs }, index) => {
      const before = this.copies[index - 1];
      const isFirst = before === undefined || Math.floor(before.doneUs / everyUs) < Math.floor(doneUs / everyUs);
      return index >= this.copies.length - last || (isFirst && nowUs - doneUs <= forUs);
    });
  }
}

const keeps = fc.record({
  last: fc.integer({ min: 1, max: 5 }),
  everyUs: fc.integer({ min: 1, max: 50 }),
  forUs: fc.integer({ min: 0, max: 300 }),
});
/** One copy, or a series at a steady rhythm: after so long, so many, with such strides. */
const addition = fc.record({
  afterUs: fc.integer({ min: 1, max: 40 }),
  count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 12 })),
  strideUs: fc.integer({ min: 1, max: 30 }),
  strideSteps: fc.integer({ min: 1, max: 9 }),
  isPoisoned: fc.boolean(),
});
type Addition = typeof addition extends fc.Arbitrary<infer T> ? T : never;

/** Fills both alike. Poisoned copies are the newest ones, from some point on. Returns when the last was done. */
const fill = (store: CheckpointStore, naive: Naive, additions: ReadonlyArray<Addition>): number => {
  let nowUs = 0;
  let step = 0;
  let poisoned = false;
  for (const { afterUs, count, strideUs, strideSteps, isPoisoned } of additions) {
    poisoned ||= isPoisoned && step > 20;
    const [firstUs, firstStep] = [nowUs + afterUs, step + strideSteps];
    if (count === 1) store.add(firstStep, firstUs, poisoned);
    else store.addSeries(firstStep, firstUs, strideSteps, strideUs, count, poisoned);
    for (let i = 0; i < count; i++) {
      nowUs = firstUs + i * strideUs;
      step = firstStep + i * strideSteps;
      naive.copies.push({ step, doneUs: nowUs, poisoned });
    }
  }
  return nowUs;
};

describe("a store of checkpoints", () => {
  test("begins with a clean copy of step 0", () => {
    const store = new CheckpointStore({ last: 3, everyUs: 10, forUs: 100 });
    expect(store.held(0)).toEqual([{ step: 0, doneUs: 0, poisoned: false }]);
    expect(store.newest()).toEqual({ step: 0, poisoned: false, corrupt: false });
  });

  test("holds the last three, and one an hour for two days, by default", () => {
    const [hour, minute] = [3600, 60];
    const store = new CheckpointStore({ last: 3, everyUs: hour, forUs: 48 * hour });
    for (let save = 1; save <= 60 * 6; save++) store.add(save, save * 10 * minute, false);
    const held = store.held(60 * hour).map(({ doneUs }) => doneUs / hour);
    expect(held.slice(-3)).toEqual([60 - 2 / 6, 60 - 1 / 6, 60]);
    expect(held.slice(0, -3)).toEqual(Array.from({ length: 48 }, (_, i) => 12 + i));
  });

  test("holds what a plain list holds, whenever it is asked", () => {
    fc.assert(
      fc.property(keeps, fc.array(addition, { maxLength: 40 }), fc.nat(400), (keep, additions, laterUs) => {
        const [store, naive] = [new CheckpointStore(keep), new Naive(keep)];
        const nowUs = fill(store, naive, additions);
        for (const atUs of [nowUs, nowUs + laterUs]) expect(store.held(atUs)).toEqual(naive.held(atUs));
        expect(store.newest()?.step).toBe(naive.copies.at(-1)?.step);
      }),
    );
  });

  test("holds the same over hundreds of series, though it forgets those that retention has let go", () => {
    fc.assert(
      fc.property(keeps, fc.array(addition, { minLength: 300, maxLength: 600 }), (keep, additions) => {
        const [store, naive] = [new CheckpointStore(keep), new Naive(keep)];
        const nowUs = fill(store, naive, additions);
        expect(store.held(nowUs)).toEqual(naive.held(nowUs));
      }),
      { numRuns: 30 },
    );
  });

  test("holds the same as it forgets, when the oldest copy left is judged by one that is gone", () => {
    // Many copies in each of its spans of time, so that the oldest one left is mostly not the first of its own.
    const often = fc.record({
      last: fc.integer({ min: 1, max: 5 }),
      everyUs: fc.integer({ min: 30, max: 80 }),
      forUs: fc.integer({ min: 100, max: 300 }),
    });
    const lone = fc.record({ afterUs: fc.integer({ min: 1, max: 9 }), strideSteps: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(often, fc.array(lone, { minLength: 560, maxLength: 560 }), (keep, additions) => {
        const [store, naive] = [new CheckpointStore(keep), new Naive(keep)];
        let nowUs = 0;
        for (const [nth, { afterUs, strideSteps }] of additions.entries()) {
          nowUs += afterUs;
          const step = (naive.copies.at(-1)?.step ?? 0) + strideSteps;
          store.add(step, nowUs, false);
          naive.copies.push({ step, doneUs: nowUs, poisoned: false });
          // Two irregular copies make a series: old ones are looked for after some 500.
          if (nth >= 500) expect(store.held(nowUs)).toEqual(naive.held(nowUs));
        }
      }),
      { numRuns: 20 },
    );
  });

  test("throws the poisoned copies away, and keeps the clean ones that it held", () => {
    fc.assert(
      fc.property(keeps, fc.array(addition, { maxLength: 40 }), fc.nat(100), (keep, additions, laterUs) => {
        const [store, naive] = [new CheckpointStore(keep), new Naive(keep)];
        const nowUs = fill(store, naive, additions) + laterUs;
        const held = naive.held(nowUs);
        const purged = store.purgePoisoned(nowUs);
        expect(purged.toSorted((a, b) => a - b)).toEqual(
          held.filter(({ poisoned }) => poisoned).map(({ step }) => step),
        );
        const clean = held.filter(({ poisoned }) => !poisoned);
        if (purged.length > 0) expect(store.held(nowUs)).toEqual(clean);
        expect(store.newest()?.step).toBe(purged.length > 0 ? clean.at(-1)?.step : naive.copies.at(-1)?.step);
      }),
    );
  });

  test("knows that its newest copy is damaged, until that is dropped or a newer one comes", () => {
    const store = new CheckpointStore({ last: 3, everyUs: 10, forUs: 100 });
    store.add(5, 7, false);
    store.corruptNewest();
    expect(store.newest()).toEqual({ step: 5, poisoned: false, corrupt: true });
    store.add(6, 8, false);
    expect(store.newest()).toEqual({ step: 6, poisoned: false, corrupt: false });
    store.dropNewest(8);
    expect(store.newest()).toMatchObject({ step: 5, corrupt: true });
    store.dropNewest(8);
    expect(store.newest()).toMatchObject({ step: 0, corrupt: false });
  });

  test("that was lost is empty, and fills again", () => {
    const store = new CheckpointStore({ last: 3, everyUs: 10, forUs: 100 });
    store.add(5, 7, false);
    store.corruptNewest();
    store.clear();
    expect(store.isEmpty).toBe(true);
    expect(store.newest()).toBeUndefined();
    expect(store.held(9)).toEqual([]);
    store.corruptNewest();
    store.add(5, 12, false);
    expect(store.newest()).toEqual({ step: 5, poisoned: false, corrupt: false });
  });

  // A copy that retention let go does not exist any more.
  // Dropping the newest one (it was damaged) brings none back among the last n.
  test("gives, after the newest was dropped, only what it had held", () => {
    fc.assert(
      fc.property(keeps, fc.array(addition, { minLength: 2, maxLength: 20 }), (keep, additions) => {
        const [store, naive] = [new CheckpointStore(keep), new Naive(keep)];
        const nowUs = fill(store, naive, additions);
        const left = naive.held(nowUs).slice(0, -1);
        store.dropNewest(nowUs);
        expect(store.newest()?.step).toBe(left.at(-1)?.step);
      }),
    );
  });
});
