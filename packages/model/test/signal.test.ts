import { describe, expect, test } from "vitest";
import {
  ConditionText,
  isSo,
  type Look,
  MINUTE_US,
  parseCondition,
  SECOND_US,
  type Snapshot,
  signalNames,
} from "../src/index.ts";
import { read, refused } from "./support.ts";

const now = {
  atUs: 20 * MINUTE_US,
  progressUs: 14 * MINUTE_US,
  ledgerUs: { productive: 10 * MINUTE_US },
  downSinceUs: 19 * MINUTE_US,
  nodesDown: 3,
  sparesUsable: 0,
  bandwidthShare: 0.5,
  storageShare: 1,
  faults: [{ faultId: "x", kind: "card.crash", sinceUs: 0 }],
} as unknown as Snapshot;
const look: Look = { now, before: { atUs: 10 * MINUTE_US, progressUs: 5 * MINUTE_US } };

const condition = (written: string) => {
  const parsed = parseCondition(written);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
};

describe("a condition", () => {
  test.each([
    ["throughput >= 90 %", true],
    ["throughput > 90 %", false],
    ["effectiveThroughput <= 50 %", true],
    ["downtime >= 1 minute", true],
    ["downtime > 60 seconds", false],
    ["nodesDown > 2", true],
    ["sparesUsable < 1", true],
    ["faultsActive <= 1", true],
    ["bandwidthShare < 50 %", false],
    ["storageShare >= 1", true],
  ])("is looked at: %s is %s", (written, so) => {
    expect(isSo(condition(written), look)).toBe(so);
  });

  test("has no answer before there is anything to see", () => {
    const start = { now: { ...now, atUs: 0, progressUs: 0 }, before: { atUs: 0, progressUs: 0 } };
    expect(isSo(condition("throughput >= 0 %"), start)).toBeNull();
  });

  test("may have to last", () => {
    expect(condition("  downtime  >  0 seconds for  10 minutes ")).toMatchObject({
      expression: "downtime > 0 seconds for 10 minutes",
      limit: 0,
      forUs: 600 * SECOND_US,
    });
  });

  test("of every signal reads back as it was written", () => {
    for (const signal of signalNames) {
      const limit = signal === "downtime" ? "10 minutes" : signal.endsWith("Share") ? "50 %" : "1";
      expect(read(ConditionText, `${signal} < ${limit} for 1 minute`)).toMatchObject({ signal, forUs: MINUTE_US });
    }
  });

  test.each([
    ["throughput", "one comparison"],
    ["throughputs > 1", "one of the signals"],
    ["constructor > 1", "one of the signals"],
    ["throughput > 10 minutes", "a share from 0 % to 100 %"],
    ["downtime > 3", "a duration"],
    ["downtime > 3 minutes for ever", "a duration after"],
  ])("is refused with what was expected: %s", (written, expected) => {
    expect(parseCondition(written)).toContain(expected);
    expect(refused(ConditionText, written).join()).toContain(expected);
  });
});
