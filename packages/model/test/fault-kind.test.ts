import { describe, expect, test } from "vitest";
import { componentKinds, faultKindNames, faultKinds, isFaultKind, soleTarget } from "../src/index.ts";

describe("the table of fault kinds", () => {
  test.each(faultKindNames)("says what %s means, in one line", (kind) => {
    expect(faultKinds[kind].meaning).toMatch(/^[^\n]{10,100}$/);
  });

  test("gives no two kinds the same meaning", () => {
    expect(new Set(faultKindNames.map((kind) => faultKinds[kind].meaning)).size).toBe(faultKindNames.length);
  });

  test.each(faultKindNames)("says what %s strikes, in components that exist", (kind) => {
    const { targets } = faultKinds[kind];
    expect(targets.length).toBeGreaterThan(0);
    expect(componentKinds).toEqual(expect.arrayContaining([...targets]));
  });

  test("has the kinds that the design promises", () => {
    expect([...faultKindNames].sort()).toEqual(
      [
        "card.crash",
        "card.hang",
        "card.slow",
        "card.corrupt",
        "node.crash",
        "link.down",
        "link.flap",
        "link.degrade",
        "switch.down",
        "cooling.pump",
        "cooling.inlet",
        "cooling.leak",
        "storage.slow",
        "storage.down",
        "checkpoint.torn",
        "checkpoint.corrupt",
        "job.crash",
        "scheduler.stall",
        "power.rack",
      ].sort(),
    );
  });

  test("knows its own names and no others", () => {
    expect(faultKindNames.every(isFaultKind)).toBe(true);
    expect(["card.krash", "", "constructor", "toString", "__proto__"].some(isFaultKind)).toBe(false);
  });

  test("lets the target be left out only where there is but one such component", () => {
    expect(faultKindNames.filter((kind) => soleTarget(kind) !== undefined)).toEqual([
      "storage.slow",
      "storage.down",
      "job.crash",
      "scheduler.stall",
    ]);
  });
});
