import fc from "fast-check";
import { expect, test } from "vitest";
import { around, pan, zoom } from "../../src/report/timeline/view.ts";

const whole = { fromUs: 0, toUs: 1_000_000_000_000 };
const view = fc
  .tuple(fc.nat(999_000_000_000), fc.integer({ min: 10_000_000, max: 1_000_000_000_000 }))
  .map(([fromUs, us]) => ({ fromUs, toUs: Math.min(whole.toUs, fromUs + us) }));

test("whatever is zoomed and panned stays within the run", () => {
  const isWithin = ({ fromUs, toUs }: typeof whole) => {
    expect(fromUs).toBeGreaterThanOrEqual(0);
    expect(toUs).toBeLessThanOrEqual(whole.toUs);
    expect(toUs).toBeGreaterThan(fromUs);
  };
  fc.assert(
    fc.property(
      view,
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (seen, factor, share) => {
        isWithin(zoom(seen, whole, factor));
        isWithin(pan(seen, whole, share));
        isWithin(around(seen.fromUs, seen.toUs, whole));
      },
    ),
  );
});

test("zooming in keeps what the pointer is on where it is", () => {
  const seen = zoom(whole, whole, 0.5, 250_000_000_000);
  expect((250_000_000_000 - seen.fromUs) / (seen.toUs - seen.fromUs)).toBeCloseTo(0.25);
});

test("panning by all that is seen shows what comes next", () => {
  expect(pan({ fromUs: 0, toUs: 100_000_000 }, whole, 1)).toEqual({ fromUs: 100_000_000, toUs: 200_000_000 });
});
