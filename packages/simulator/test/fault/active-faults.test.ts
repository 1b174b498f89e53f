import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ActiveFaults } from "../../src/fault/active-faults.ts";
import type { Fault } from "../../src/fault/fault.ts";
import { faultOf, stillWorld } from "../support/world.ts";

const { world } = stillWorld();
/** Ten faults, each of another instant. */
const faults = Array.from({ length: 10 }, (_, nth) => {
  world.clock.nowUs = nth;
  return faultOf(world, "node.crash", { id: `f${nth}` });
});

describe("the faults that are active", () => {
  test("are found by id and script, and listed by age, in whatever order they come and go", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 40 }), fc.nat(40), (order, lookFrom) => {
        const active = new ActiveFaults();
        let naive: Array<Fault> = [];
        for (const [nth, index] of order.entries()) {
          const fault = faults[index] as Fault;
          if (naive.includes(fault)) {
            active.delete(fault);
            naive = naive.filter((one) => one !== fault);
          } else {
            active.add(fault);
            naive = [...naive, fault].sort((a, b) => a.startUs - b.startUs);
          }
          // An index by id is made when somebody first looks.
          if (nth < lookFrom) continue;
          for (const { id } of faults) {
            expect(active.find(id)).toBe(naive.find((one) => one.id === id));
            expect(active.hasOfScript(id)).toBe(naive.some((one) => one.id === id));
          }
        }
        expect(active.list()).toEqual(naive);
        expect(active.scriptedCount).toBe(naive.length);
        expect(new Set(active.scripted())).toEqual(new Set(naive));
        expect([...active]).toHaveLength(naive.length);
        const isEven = ({ startUs }: Fault) => startUs % 2 === 0;
        expect(active.filter(isEven)).toEqual(naive.filter(isEven));
      }),
    );
  });

  test("of one script are all its repetitions, oldest first, and of no other", () => {
    const active = new ActiveFaults();
    for (const fault of faults.slice(0, 3).reverse()) active.add(fault);
    expect(active.ofScript("f1")).toEqual([faults[1]]);
    expect(active.ofScript("nobody's")).toEqual([]);
  });
});
