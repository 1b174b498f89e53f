import type { Part } from "@ordeal/explorer";
import { expect, test } from "vitest";
import { plainStyle } from "../../../src/print/style.ts";
import { glanceSection } from "../../../src/replay/print/glance.ts";
import type { Report } from "../../../src/replay/report.ts";

const DAY_US = 86_400e6;

const print = (glance: ReadonlyArray<Part>, startsAt?: number) =>
  glanceSection(
    { replayed: { glance, result: { wallUs: glance.length * DAY_US } }, subject: { stage: { startsAt } } } as Report,
    plainStyle,
  );

const up = (upShare: number, faults = 0): Part => ({ upShare, faults });

test("a run's picture is full where the job was up, lower where it was not, and marks the faults", () => {
  const parts = [up(1), up(0.999, 1), up(0.5, 12), up(0), ...Array.from({ length: 20 }, () => up(1))];
  const [title, marks, struck, axis] = print(parts, Date.UTC(2026, 2, 26));
  expect(title).toContain("each mark is 1 day");
  expect(marks).toBe(`  █▇▄▁${"█".repeat(20)}`);
  expect(struck).toBe("   1+");
  expect(axis).toBe("  2026-03-26    2026-04-19");
});

test("a run without a date is measured from its beginning", () => {
  expect(print(Array.from({ length: 20 }, () => up(1))).at(-1)).toBe("  0            20 days");
});

test("a run too short to be cut has no picture", () => {
  expect(print([up(1)])).toEqual([]);
});
