import { type Bucket, buckets, type Ledger } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { told } from "../../src/invariants/findings.ts";
import { altered, complaints, dropped, good, lineOf, messages, replaced, resulting } from "./support.ts";

const name = "conservation";
const ledger = (change: Partial<Ledger>) => resulting({ ledgerUs: { ...good.result.ledgerUs, ...change } });
const { ledgerUs } = good.result;

describe("conservation complains about", () => {
  test.each(buckets)("one microsecond too much of %s, and alone", (bucket) => {
    expect(complaints(ledger({ [bucket]: ledgerUs[bucket] + 1 }))).toEqual([name]);
  });

  const pairs: ReadonlyArray<readonly [Bucket, Bucket]> = buckets.map((bucket, index) => [
    bucket,
    buckets[(index + 1) % buckets.length] ?? bucket,
  ]);
  test.each(pairs)("a microsecond of %s that was booked as %s", (from, to) => {
    expect(complaints(ledger({ [from]: ledgerUs[from] - 1, [to]: ledgerUs[to] + 1 }))).toEqual([name]);
  });

  test("a bucket that is negative, or no whole number", () => {
    const negative = ledger({ stalled: -5, planned: ledgerUs.planned + ledgerUs.stalled + 5 });
    expect(messages(negative, name)[0]).toContain("not negative");
    const broken = ledger({ stalled: ledgerUs.stalled + 0.5, planned: ledgerUs.planned - 0.5 });
    expect(messages(broken, name)[0]).toContain("expected a whole number");
  });

  test("a phase that began at another time", () => {
    const line = lineOf("rung.started");
    expect(complaints(replaced(line, { ...line, atUs: line.atUs + 1_000 }))).toContain(name);
  });

  test.each([
    "job.resumed",
    "job.hung",
    "load.started",
    "job.waiting",
    "checkpoint.save.ended",
    "planned.ended",
  ] as const)("a phase that lasted longer than the ledger says, for want of %s", (type) => {
    expect(complaints(dropped(lineOf(type)))).toContain(name);
  });

  test("a stall that nobody told of", () => {
    expect(complaints(dropped(lineOf("job.stalled")))).toContain(name);
  });

  test("another step time than the steps were booked at", () => {
    const line = lineOf("speed.changed", ({ data }) => data.stepUs > 10_000_000);
    expect(complaints(altered(line, { stepUs: line.data.stepUs + 1 }))).toContain(name);
  });

  test("a stop that went further back than the ledger says", () => {
    const lines = told(good.journal).filter(({ type }) => type === "job.resumed");
    const line = lineOf("job.resumed", ({ seq }) => seq === lines.at(-1)?.seq);
    expect(complaints(altered(line, { step: line.data.step - 1, lostSteps: line.data.lostSteps + 1 }))).toContain(name);
  });
});
