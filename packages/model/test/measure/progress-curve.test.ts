import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProgressCurve } from "../../src/measure/progress-curve.ts";

/** Spans of time, and how much of each was productive, up to all of it. */
const spans = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0, max: 1, noNaN: true })), {
  minLength: 1,
  maxLength: 12,
});

/** The curve of such spans, its value at any instant, and where it ends. */
const curveOf = (list: ReadonlyArray<readonly [number, number]>) => {
  const curve = new ProgressCurve();
  const points: Array<[number, number]> = [[0, 0]];
  for (const [us, share] of list) {
    const [atUs, done] = points.at(-1) as [number, number];
    points.push([atUs + us, done + us * share]);
  }
  const [endUs, doneAtEnd] = points.at(-1) as [number, number];
  for (const [atUs, done] of points.slice(1, -1)) curve.mark(atUs, done);
  const at = (us: number): number => {
    const next = Math.max(
      1,
      points.findIndex(([atUs]) => atUs >= us),
    );
    const [[fromUs, from], [toUs, to]] = [points[next - 1], points[next]] as [[number, number], [number, number]];
    return from + ((to - from) * (us - fromUs)) / (toUs - fromUs);
  };
  return { curve, endUs, doneAtEnd, at };
};

describe("the worst window", () => {
  test("is the lowest of all windows inside the run, by a scan of every one", () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 60 }), (list, windowUs) => {
        const { curve, endUs, doneAtEnd, at } = curveOf(list);
        if (endUs <= windowUs) return;
        // Marks and window are whole numbers, so the lowest gain starts at one of these.
        let lowest = Number.POSITIVE_INFINITY;
        for (let us = 0; us + windowUs <= endUs; us++) lowest = Math.min(lowest, at(us + windowUs) - at(us));
        expect(curve.worstWindow(windowUs, endUs, doneAtEnd)).toBeCloseTo(lowest / windowUs, 9);
      }),
      { numRuns: 500 },
    );
  });

  test("is the run itself when that is shorter, and nothing when it has no length", () => {
    fc.assert(
      fc.property(spans, fc.nat(100), (list, moreUs) => {
        const { curve, endUs, doneAtEnd } = curveOf(list);
        expect(curve.worstWindow(endUs + moreUs, endUs, doneAtEnd)).toBe(doneAtEnd / endUs);
      }),
    );
    expect(new ProgressCurve().worstWindow(10, 0, 0)).toBeNull();
  });

  test("finds a flat stretch wherever it lies", () => {
    const curve = new ProgressCurve();
    curve.mark(70, 70);
    curve.mark(80, 70);
    expect(curve.worstWindow(20, 200, 190)).toBe(0.5);
  });

  test("is not changed by a look at an earlier end", () => {
    const curve = new ProgressCurve();
    curve.mark(70, 70);
    expect(curve.worstWindow(20, 75, 70)).toBe(0.75);
    curve.mark(80, 70);
    expect(curve.worstWindow(20, 200, 190)).toBe(0.5);
  });
});
