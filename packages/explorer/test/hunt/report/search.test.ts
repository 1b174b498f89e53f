import { faultKindNames } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { phaseNames } from "../../../src/hunt/watch/phase.ts";
import { mergeReports, type SearchReport } from "../../../src/index.ts";
import { cases } from "../../arbitraries/relation.ts";

const cellsOf = (hits: ReadonlyArray<number>) =>
  hits.map((count, index) => ({
    kind: faultKindNames[index] as (typeof faultKindNames)[number],
    phase: phaseNames[0] as (typeof phaseNames)[number],
    hits: count,
  }));

const report: fc.Arbitrary<SearchReport> = fc.record({
  timelines: fc.nat(1e6),
  checked: fc.nat(1e6),
  worst: fc.option(
    fc.record({
      harm: fc.double({ min: -1, max: 10, noNaN: true }),
      nearest: fc.constant(undefined),
      timeline: fc.constant([]),
    }),
    { nil: undefined },
  ),
  coverage: fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 }).map(cellsOf),
  found: fc.option(fc.record({ index: fc.nat(20), timeline: fc.constant([]) }), { nil: undefined }),
});

const reports = fc.array(report, { minLength: 1, maxLength: 5 });

describe("searches that went on at once, together,", () => {
  test("tried what they tried, and hit what they hit, in all", () => {
    fc.assert(
      fc.property(reports, (all) => {
        const { timelines, checked, coverage } = mergeReports(all);
        const sum = (of: (one: SearchReport) => number) => all.map(of).reduce((a, b) => a + b, 0);
        expect(timelines).toBe(sum((one) => one.timelines));
        expect(checked).toBe(sum((one) => one.checked));
        coverage.forEach((cell, index) => {
          expect(cell.hits).toBe(sum((one) => one.coverage[index]?.hits ?? 0));
        });
        expect(coverage).toHaveLength(4);
      }),
      cases(200),
    );
  });

  test("found what the first of those found that found it earliest", () => {
    fc.assert(
      fc.property(reports, (all) => {
        const { found } = mergeReports(all);
        const indexes = all.flatMap((one) => one.found?.index ?? []);
        expect(found?.index).toBe(indexes.length === 0 ? undefined : Math.min(...indexes));
        expect(found?.worker).toBe(
          found === undefined ? undefined : all.findIndex((one) => one.found?.index === found.index),
        );
      }),
      cases(200),
    );
  });

  test("saw the worst that any of them saw", () => {
    fc.assert(
      fc.property(reports, (all) => {
        const harms = all.flatMap((one) => one.worst?.harm ?? []);
        expect(mergeReports(all).worst?.harm).toBe(harms.length === 0 ? undefined : Math.max(...harms));
      }),
      cases(200),
    );
  });

  test("come to what one of them alone comes to", () => {
    fc.assert(
      fc.property(report, (one) => {
        const found = one.found === undefined ? undefined : { worker: 0, ...one.found };
        expect(mergeReports([one])).toEqual({ ...one, found });
      }),
      cases(100),
    );
  });
});
