import { describe, expect, test } from "vitest";
import { story } from "../support/run.ts";

const crash = (id: string, target: string, at: string) => ({
  id,
  kind: "node.crash",
  target,
  at,
  duration: "10 minutes",
});
const skipped = (written: object) =>
  story(written)
    .said("fault.skipped")
    .map(({ faultId, reason }) => [faultId, reason]);

describe("a limit on the faults there are at once", () => {
  const faults = [
    crash("a", "sn00/n00", "1000 seconds"),
    crash("b", "sn00/n01", "1100 seconds"),
    crash("c", "sn00/n02", "1700 seconds"),
  ];

  test("withholds a fault that would exceed it, and lets the next one strike when there is room", () => {
    expect(skipped({ faults, safety: { maxConcurrentFaults: 1 } })).toEqual([["b", "safety.maxConcurrentFaults"]]);
    expect(skipped({ faults, safety: { maxConcurrentFaults: 2 } })).toEqual([]);
  });

  test("counts the script's faults only", () => {
    const hazards = [{ id: "h", arrivals: { trace: ["900 seconds"] }, kinds: [{ kind: "node.crash" }] }];
    expect(skipped({ faults: faults.slice(0, 1), hazards, safety: { maxConcurrentFaults: 1 } })).toEqual([]);
  });
});

describe("a limit on the share of the cards", () => {
  test("counts the cards in and below every target", () => {
    const cluster = { nodes: 4 };
    const faults = [crash("a", "sn00/n00", "1000 seconds"), crash("b", "sn00/n01", "1100 seconds")];
    expect(skipped({ cluster, faults, safety: { maxShareOfCards: "50 %" } })).toEqual([]);
    expect(skipped({ cluster, faults, safety: { maxShareOfCards: "49 %" } })).toEqual([
      ["b", "safety.maxShareOfCards"],
    ]);
    expect(skipped({ cluster, faults, safety: { maxShareOfCards: "24 %" } })).toHaveLength(2);
  });
});
