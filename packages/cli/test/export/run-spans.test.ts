import type { AnyEvent } from "@ordeal/model";
import { expect, test } from "vitest";
import { holds, run } from "../../../explorer/test/arbitraries/relation.ts";
import { RunSpans, type Span } from "../../src/export/run-spans.ts";

const spansOf = (journal: ReadonlyArray<unknown>, wallUs: number): ReadonlyArray<Span> => {
  const spans = new RunSpans();
  const all = journal.flatMap((event) => spans.see(event as AnyEvent));
  return [...all, ...spans.close(wallUs)];
};

test("of any run, what the job does fills the wall time and sums to the ledger, to the microsecond", () => {
  holds(60, {}, (scenario, seed) => {
    const { journal, result } = run(scenario, seed);
    const { productive, degraded, recompute, ...others } = result.ledgerUs;
    const sums: Record<string, number> = {
      stepping: 0,
      ...Object.fromEntries(Object.keys(others).map((key) => [key, 0])),
    };
    let untilUs = 0;
    for (const { name, fromUs, toUs } of spansOf(journal, result.wallUs).filter(({ track }) => track === "job")) {
      // A gap, or an overlap, is told by where it is.
      if (fromUs !== untilUs) expect({ fromUs }).toEqual({ fromUs: untilUs });
      untilUs = toUs;
      sums[name] = (sums[name] ?? 0) + toUs - fromUs;
    }
    expect(untilUs).toBe(result.wallUs);
    expect(sums).toEqual({ stepping: productive + degraded + recompute, ...others });
  });
});

test("of any run, spans lie within it, never overlap on their lane, and name only spans that there are", () => {
  holds(60, {}, (scenario, seed) => {
    const { journal, result } = run(scenario, seed);
    const spans = spansOf(journal, result.wallUs);
    const ids = new Set(spans.map(({ id }) => id));
    const jobless = new Set(spans.filter(({ track }) => track !== "job").map(({ id }) => id));
    expect(spans.length).toBe(ids.size);
    const until = new Map<string, number>();
    const wrong: Array<Span> = [];
    for (const span of spans.toSorted((a, b) => a.fromUs - b.fromUs || a.id - b.id)) {
      const { track, lane, fromUs, toUs, causes, parent } = span;
      const isWithin = fromUs >= (until.get(`${track} ${lane}`) ?? 0) && toUs >= fromUs && toUs <= result.wallUs;
      const areThere = (parent === undefined ? causes : [...causes, parent]).every((other) => jobless.has(other));
      if (!isWithin || !areThere) wrong.push(span);
      until.set(`${track} ${lane}`, toUs);
    }
    expect(wrong).toEqual([]);
    const outages = spans.filter(({ track }) => track === "outage");
    expect(outages).toHaveLength(result.interruptions.length);
  });
});
