import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/fault/fault.ts";
import { Stragglers } from "../../src/fault/stragglers.ts";
import { faultOf, stillWorld } from "../support/world.ts";

/** Six nodes of eight cards; the job has the first four. */
const NODES = 6;
const moves = fc.array(
  fc.record({
    what: fc.constantFrom("strike", "strike", "heal", "leave", "join"),
    node: fc.nat(NODES - 1),
    speed: fc.constantFrom(0.3, 0.5, 0.5, 0.8, 1),
    nth: fc.nat(100),
    isLookedAt: fc.boolean(),
  }),
  { maxLength: 30 },
);

describe("stragglers", () => {
  test("gate the job at the speed of the slowest on it, whoever comes, goes, joins or leaves", () => {
    fc.assert(
      fc.property(moves, (all) => {
        const { world } = stillWorld();
        const { fleet } = world;
        const stragglers = new Stragglers(fleet);
        const active: Array<[fault: Fault, speed: number]> = [];
        const vacant: Array<number> = [];
        for (const { what, node, speed, nth, isLookedAt } of all) {
          if (what === "strike") {
            const fault = faultOf(world, "card.slow", { targets: [node * 8] });
            stragglers.set(fault, speed);
            active.push([fault, speed]);
          } else if (what === "heal" && active.length > 0) {
            const [[fault]] = active.splice(nth % active.length, 1) as [[Fault, number]];
            stragglers.delete(fault);
          } else if (what === "leave" && fleet.isInJob(node)) {
            vacant.push(fleet.remove(node, 0));
            fleet.setRole(node, "spare");
          } else if (what === "join") {
            const slot = vacant.pop();
            if (slot !== undefined) fleet.assign(slot, undefined, 0);
          }
          // What is remembered from the last look must not matter.
          if (!isLookedAt) continue;
          const least = active.reduce((lowest, [fault, own]) => (fault.isOnJob ? Math.min(lowest, own) : lowest), 1);
          expect(stragglers.leastOnJob()).toBe(least);
        }
        expect([...stragglers]).toEqual(active);
      }),
      { numRuns: 150 },
    );
  });

  test("that are not there go without a trace", () => {
    const { world } = stillWorld();
    const stragglers = new Stragglers(world.fleet);
    const [one, other] = [faultOf(world, "card.slow"), faultOf(world, "card.slow")];
    stragglers.set(one, 0.5);
    stragglers.delete(other);
    expect(stragglers.leastOnJob()).toBe(0.5);
  });
});
