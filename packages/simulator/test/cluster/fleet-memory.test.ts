import { describe, expect, test } from "vitest";
import { FleetMemory } from "../../src/cluster/fleet-memory.ts";

const NODES = 4_000;
const SLOTS = 3_000;

describe("a fleet's memory", () => {
  test("that was given back serves the next run, and is clean", () => {
    const memory = FleetMemory.take(NODES, SLOTS);
    memory.touch(7, 2);
    memory.held[7] = 1;
    memory.slots[7] = 5;
    memory.fill(4, 8);
    memory.fill(4, -1);
    memory.giveBack();
    const next = FleetMemory.take(NODES - 1, SLOTS);
    expect(next).toBe(memory);
    for (const kept of [next.roles, next.held, next.slots, next.nodes])
      expect(kept.every((one) => one === 0)).toBe(true);
    next.giveBack();
  });

  test("is one's own as long as nobody gave it back, and large enough", () => {
    const memory = FleetMemory.take(NODES, SLOTS);
    const beside = FleetMemory.take(NODES, SLOTS);
    expect(beside).not.toBe(memory);
    memory.giveBack();
    const larger = FleetMemory.take(NODES + 1, SLOTS + 1);
    expect([larger.roles.length, larger.nodes.length]).toEqual([NODES + 1, SLOTS + 1]);
    // Of several the largest is kept.
    larger.giveBack();
    beside.giveBack();
    expect(FleetMemory.take(1, 1)).toBe(larger);
  });
});
