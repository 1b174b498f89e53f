import { buckets, type EventType } from "@ordeal/model";
import { expect, test } from "vitest";
import { checkInvariants, invariants } from "../../src/index.ts";
import { good } from "./support.ts";

test("nothing complains about the good run", () => {
  expect(checkInvariants(good)).toEqual([]);
});

test("the good run has everything in it that the other tests break", () => {
  const types = new Set(good.journal.map(({ type }) => type));
  const needed: ReadonlyArray<EventType> = [
    "node.assigned",
    "node.removed",
    "node.quarantined",
    "node.released",
    "path.cut",
    "job.stalled",
    "job.hung",
    "job.corrupted",
    "job.waiting",
    "rung.failed",
    "load.rejected",
    "checkpoint.torn",
    "checkpoint.poisoned",
    "checkpoint.lost",
    "checkpoint.skipped",
    "loop.tripped",
    "planned.ended",
  ];
  expect(needed.filter((type) => !types.has(type))).toEqual([]);
  expect(buckets.filter((bucket) => good.result.ledgerUs[bucket] === 0)).toEqual([]);
});

test("every invariant has a name of its own and says what it demands", () => {
  expect(new Set(invariants.map(({ name }) => name)).size).toBe(invariants.length);
  for (const { says } of invariants) expect(says.length).toBeGreaterThan(20);
});
