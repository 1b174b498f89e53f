import { HOUR_US, MINUTE_US, SECOND_US } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roughness, rounder, simplerDurations } from "../../../src/hunt/shrink/round.ts";
import { cases } from "../../arbitraries/relation.ts";

/** Times of every roughness. */
const time = fc
  .tuple(fc.nat(100_000), fc.constantFrom(1, 1_000, SECOND_US, 10 * SECOND_US, MINUTE_US, 10 * MINUTE_US, HOUR_US))
  .map(([count, grain]) => count * grain);

describe("rounder times", () => {
  test("are rounder, never before the start, and an hour away at most", () => {
    fc.assert(
      fc.property(time, (us) => {
        for (const one of rounder(us)) {
          expect(roughness(one)).toBeLessThan(roughness(us));
          expect(one).toBeGreaterThanOrEqual(0);
          expect(Math.abs(one - us)).toBeLessThan(HOUR_US);
        }
      }),
      cases(500),
    );
  });

  test("there are always, but for whole hours", () => {
    fc.assert(
      fc.property(time, (us) => {
        expect(rounder(us).length === 0).toBe(us % HOUR_US === 0);
      }),
      cases(500),
    );
  });

  test("come with the whole hours first, and none twice", () => {
    fc.assert(
      fc.property(time, (us) => {
        const times = rounder(us);
        expect(new Set(times).size).toBe(times.length);
        if (times.length > 0) expect(times.slice(0, 2)).toEqual([us - (us % HOUR_US), us - (us % HOUR_US) + HOUR_US]);
      }),
      cases(500),
    );
  });

  test("of 1 h 23 min are 1 h, 2 h, 1 h 20 min and 1 h 30 min", () => {
    const minutes = rounder(83 * MINUTE_US).map((us) => us / MINUTE_US);
    expect(minutes).toEqual([60, 120, 80, 90]);
  });
});

/** The durations that people say, all of them. */
const said = simplerDurations(73 * HOUR_US).filter((us) => us < 73 * HOUR_US);

describe("simpler durations", () => {
  test("never lead in a circle: one that people say leads to shorter ones, any other to one of those or a rounder one", () => {
    fc.assert(
      fc.property(time, (us) => {
        for (const one of simplerDurations(us)) {
          if (said.includes(us)) expect(said.includes(one) && one < us).toBe(true);
          else expect(said.includes(one) || roughness(one) < roughness(us)).toBe(true);
        }
      }),
      cases(500),
    );
  });

  test("come shortest first, as far as people say them", () => {
    fc.assert(
      fc.property(time, (us) => {
        const shorter = said.filter((one) => one < us);
        expect(simplerDurations(us).slice(0, shorter.length)).toEqual(shorter);
      }),
      cases(200),
    );
    expect(said).toEqual(said.toSorted((a, b) => a - b));
  });

  test("of a minute are 10, 20 and 30 seconds; of ten seconds there are none", () => {
    expect(simplerDurations(MINUTE_US)).toEqual([10, 20, 30].map((seconds) => seconds * SECOND_US));
    expect(simplerDurations(10 * SECOND_US)).toEqual([]);
  });
});
