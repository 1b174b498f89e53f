import { decode } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  Merger,
  merge,
  metricColumns,
  PartSchema,
  PartsDiffer,
  partText,
  runShard,
  summarizeSample,
} from "../../src/index.ts";
import { crashing, cut } from "./support.ts";

const experiment = crashing();
const whole = runShard(experiment, { from: 1, runs: 60 });
const bytes = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === "bigint" ? String(one) : ArrayBuffer.isView(one) ? [...(one as never)] : one,
  );

test("the sample does not depend on how seeds are cut into parts, nor on who comes first, nor on who comes twice", () => {
  const once = bytes(merge([whole]));
  fc.assert(
    fc.property(fc.array(fc.nat(59)), fc.array(fc.nat(59)), fc.infiniteStream(fc.nat()), (places, others, ranks) => {
      const parts = [...cut(whole, places), ...cut(whole, others)];
      const order = new Map(parts.map((part) => [part, ranks.next().value ?? 0]));
      expect(bytes(merge(parts.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))))).toBe(once);
    }),
    { numRuns: 50 },
  );
});

test("a shard is a pure function: the same seeds give the same bytes in any company", () => {
  const alone = runShard(experiment, { from: 31, runs: 1 });
  expect(alone.rows[0]?.values).toEqual(whole.rows[30]?.values);
  expect(partText("id", runShard(experiment, { from: 1, runs: 60 }))).toBe(partText("id", whole));
});

test("a row holds what a run of that seed comes to, and the sample adds it up", () => {
  const { metrics, ledgerUs, interruptions } = simulate(experiment, { seed: 5 });
  const row = whole.rows[4];
  expect(row?.values[0]).toBe(metrics.effectiveThroughput);
  expect(row?.values[metricColumns.findIndex(({ statistic }) => statistic === "p99")]).toBe(metrics.recoveryTime.p99);
  const sample = merge([whole]);
  const stops = Array.from({ length: 60 }, (_, nth) => simulate(experiment, { seed: nth + 1 }).interruptions.length);
  const summary = summarizeSample(sample, experiment);
  expect(summary.causes.reduce((sum, one) => sum + one.interruptions, 0)).toBeCloseTo(
    stops.reduce((sum, count) => sum + count, 0) / 60,
  );
  expect(row?.causes.reduce((sum, [, , recoveryUs, lostUs]) => sum + recoveryUs + lostUs, 0)).toBe(
    interruptions.reduce((sum, one) => sum + one.recoveryUs + one.lostUs, 0),
  );
  expect(sample.ledgerUs.reduce((sum, us) => sum + us, 0n)).toBe(60n * 86_400_000_000n);
  expect(ledgerUs.productive).toBe(row?.ledgerUs[0]);
});

test("two parts that do not agree about a seed are not put together", () => {
  const other = runShard(crashing({ recovery: { restart: "5 minutes" } }), { from: 1, runs: 60 });
  const merger = new Merger(1, 60);
  merger.add(whole);
  expect(() => merger.add(other)).toThrow(PartsDiffer);
});

test("only runs without a gap from the first seed on count", () => {
  const [first, second, third] = cut(whole, [20, 40]);
  const merger = new Merger(1, 60);
  for (const part of [third, first]) if (part !== undefined) merger.add(part);
  expect(merger.complete).toBe(20);
  expect(() => merger.sample(21)).toThrow(RangeError);
  if (second !== undefined) merger.add(second);
  expect(merger.complete).toBe(60);
});

test("a part reads back from its text, and what is none is refused", () => {
  const written = JSON.parse(partText("id", whole)) as Record<string, unknown>;
  expect(decode(PartSchema, written)).toEqual({ value: { campaign: "id", ...whole } });
  for (const bad of [
    { ...written, runs: 59 },
    { ...written, causes: [] },
    { ...written, rows: [{ values: [1], ledgerUs: [], causes: [] }] },
    { ...written, from: -1 },
    [],
  ]) {
    expect(decode(PartSchema, bad)).toHaveProperty("problems");
  }
});
