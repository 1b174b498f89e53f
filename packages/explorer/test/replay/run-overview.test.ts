import type { AnyEvent } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scenario } from "../../src/arbitraries/index.ts";
import { placeTimeline, replay } from "../../src/replay/replay.ts";
import { RunOverview } from "../../src/replay/run-overview.ts";
import { cases } from "../arbitraries/relation.ts";
import { experiment, timeline } from "./support.ts";

const HOUR = 3_600_000_000;

const glanceAt = (faults: ReadonlyArray<Readonly<Record<string, unknown>>>, parts: number) => {
  const stage = experiment({});
  const { faults: decoded, ...header } = timeline(faults);
  const glance = new RunOverview(stage.duration, parts);
  const { placed } = placeTimeline(stage, header, decoded, "order");
  const result = replay(stage, placed, { onEvent: (event) => glance.see(event as unknown as AnyEvent) });
  return { stage, result, parts: glance.parts(result.wallUs) };
};

test("a run without faults is up in all its parts", () => {
  const { parts } = glanceAt([], 8);
  expect(parts).toEqual(new Array(8).fill({ upShare: 1, faults: 0 }));
});

test("a fault lowers the part in which it strikes, by the time until the job is back", () => {
  const { stage, parts, result } = glanceAt([{ kind: "card.crash", target: "sn00/n01/c3", at: "100 minutes" }], 4);
  const partUs = stage.duration / 4;
  const downUs = result.interruptions[0]?.recoveryUs ?? Number.NaN;
  const struckIn = Math.floor((100 * 60e6) / partUs);
  for (const [part, { upShare, faults }] of parts.entries()) {
    expect(upShare).toBeCloseTo(part === struckIn ? 1 - downUs / partUs : 1, 9);
    expect(faults).toBe(part === struckIn ? 1 : 0);
  }
});

test("a hang that nobody notices for hours lowers all the parts that it lasts", () => {
  const hang = { kind: "card.hang", target: "sn00/n01/c3", at: "1 hour", detectAfter: "4 hours" };
  const { stage, parts } = glanceAt([hang], 24);
  const partUs = stage.duration / 24;
  const hung = parts.filter((_, part) => part * partUs >= HOUR && (part + 1) * partUs <= 5 * HOUR);
  expect(hung.length).toBeGreaterThan(0);
  expect(hung.map(({ upShare }) => upShare)).toEqual(hung.map(() => 0));
});

test("in any run, however it is cut, the time that is not up is the time that the ledger says it stood still", () => {
  fc.assert(
    fc.property(scenario(), fc.integer({ min: 1, max: 90 }), (one, count) => {
      const stage = { title: "any", seed: 1, thresholds: [], stopWhen: [], probe: 60e6, ...one };
      const glance = new RunOverview(stage.duration, count);
      const result = replay(stage, [], { onEvent: (event) => glance.see(event as unknown as AnyEvent) });
      const parts = glance.parts(result.wallUs);
      const stillUs = parts.reduce((sum, { upShare }) => sum + (1 - upShare) * (stage.duration / count), 0);
      const { stalled, detecting, rescheduling, restarting, loading } = result.ledgerUs;
      expect(parts).toHaveLength(count);
      expect(Math.abs(stillUs - (stalled + detecting + rescheduling + restarting + loading))).toBeLessThan(1e3);
      expect(parts.reduce((sum, { faults }) => sum + faults, 0)).toBe(result.counts.faults);
    }),
    cases(200),
  );
});
