import { describe, expect, test } from "vitest";
import { nodeHealth } from "../../../src/formats/slurm/node-state.ts";

describe("a state of a node", () => {
  test.each([
    "DOWN",
    "DOWN*",
    "down*",
    "DOWN$",
    "DOWN*+",
    "DOWN+DRAIN",
    "DOWN*+DRAIN",
    "DOWN+POWERED_DOWN",
    "ERROR",
    "DRAIN*",
    "DRAINED*",
    "DRAINING*",
    "drng*",
    "FAIL*",
    "FAILG*",
    "IDLE*+DRAIN",
    "IDLE+DRAIN+NOT_RESPONDING",
    "MIXED+NOT_RESPONDING",
    "ALLOC*",
  ])("%s is down", (state) => expect(nodeHealth(state)).toBe("down"));

  test.each([
    "DRAIN",
    "DRAINED",
    "DRAINING",
    "DRNG",
    "drain",
    "FAIL",
    "FAILING",
    "FAILG",
    "IDLE",
    "IDLE+DRAIN",
    "MIX",
    "MIXED+DRAIN",
    "ALLOCATED",
    "COMPLETING",
    "MAINT",
    "RESERVED",
    "PLANNED",
    "REBOOT^",
    "UNKNOWN",
    "IDLE+MAINTENANCE",
    "IDLE~",
    "IDLE#",
    "IDLE+POWERED_DOWN+NOT_RESPONDING",
    "IDLE+CLOUD+POWERING_UP",
    "FUTURE*",
  ])("%s is not", (state) => expect(nodeHealth(state)).toBe("not down"));

  test.each(["DRAIN+", "IDLE+DR+"])("%s was cut short", (state) => expect(nodeHealth(state)).toBe("cut"));

  test.each(["ASLEEP", "", "*", "+", "x".repeat(10_000)])("%.20j is unknown", (state) =>
    expect(nodeHealth(state)).toBe("unknown"),
  );
});
