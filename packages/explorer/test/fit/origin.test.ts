import { describe, expect, test } from "vitest";
import { fitBurst, fitRelapse, originsOf } from "../../src/fit/origin.ts";
import { DAY, HOUR, nodesRecord } from "./support.ts";

const fault = (hours: number, node: number, lastsHours = 1) => ({
  atUs: hours * HOUR,
  node,
  end: (hours + lastsHours) * HOUR,
});
const origins = (...faults: ReadonlyArray<ReturnType<typeof fault>>) => originsOf(nodesRecord(faults).faults, DAY);

describe("how faults came", () => {
  test("those of one instant are a burst, whose first one came by itself", () => {
    const seen = origins(fault(10, 1), fault(10, 2), fault(10, 3), fault(50, 4));
    expect(seen.of).toEqual(["alone", "burst", "burst", "alone"]);
    expect([seen.sharedStarts, seen.bursts, seen.extras]).toEqual([3, 1, 2]);
    expect([...seen.arrivalsUs]).toEqual([10 * HOUR, 50 * HOUR]);
  });

  test("one that strikes a component within a day of its repair is a relapse", () => {
    const seen = origins(fault(10, 1), fault(20, 1), fault(60, 1), fault(62, 2));
    expect(seen.of).toEqual(["alone", "relapse", "alone", "alone"]);
    expect([seen.repairs, seen.followed]).toEqual([4, 1]);
  });

  test("a repair is followed once, and another component's fault does not follow it", () => {
    const seen = origins(fault(10, 1), fault(12, 1, 0), fault(12.5, 2), fault(13, 1));
    expect([seen.repairs, seen.followed]).toEqual([4, 2]);
    expect(seen.of).toEqual(["alone", "relapse", "alone", "relapse"]);
  });

  test("a burst law gives as many others in all as there were", () => {
    const burst = fitBurst(origins(fault(1, 1), fault(1, 2), fault(1, 3), fault(9, 4), fault(30, 5), fault(30, 6)));
    // 3 others in 2 bursts of 3 arrivals.
    expect(burst).toMatchObject({ extra: 2, bursts: 2, arrivals: 3 });
    expect((burst?.probability.value ?? 0) * 2 * 3).toBeCloseTo(3);
    expect(fitBurst(origins(fault(1, 1), fault(2, 2)))).toBeUndefined();
  });

  test("relapses are those beyond what chance brings, and none where chance explains them", () => {
    const all = { ...origins(), repairs: 100, followed: 30 };
    const relapse = fitRelapse(all, DAY, 0.1);
    // 0.1 + 0.9 q = 0.3
    expect(relapse?.probability.value).toBeCloseTo(2 / 9);
    expect(relapse?.byChance).toBeCloseTo(10);
    expect(fitRelapse({ ...all, followed: 12 }, DAY, 0.1)).toBeUndefined();
  });
});
