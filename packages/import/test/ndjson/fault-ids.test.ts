import { type FaultKind, faultIdOf, type TimelineFault } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FaultIds } from "../../src/ndjson/fault-ids.ts";

const kind = fc.constantFrom<FaultKind>("card.crash", "job.crash");
const id = fc.oneof(
  fc.tuple(kind, fc.integer({ min: 0, max: 12 })).map(([name, place]) => `${name}-${place}`),
  fc.constantFrom("a", "b", "job.crash", "job.crash-01", "job.crash-1x", "-1", "card.crash-1\n", "card.crash-1e3"),
);
/** Faults, some of which have ids of their own; `undefined` for one that could not be read. */
const fault = fc.option(fc.record({ kind, id: fc.option(id, { nil: undefined }) }), { nil: undefined });

test("an id is taken when a fault before has it, or goes by it by its kind and place", () => {
  fc.assert(
    fc.property(fc.array(fault, { maxLength: 14 }), (faults) => {
      const ids = new FaultIds();
      const taken = new Set<string>();
      for (const [index, one] of faults.entries()) {
        if (one === undefined) continue;
        const { kind, id } = one;
        const read: TimelineFault = { kind, ...(id === undefined ? {} : { id }) };
        const name = faultIdOf(read, index);
        expect(ids.add(read, index)).toBe(!taken.has(name));
        taken.add(name);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("the ids that faults go by by their kind and place are known however many there are", () => {
  const ids = new FaultIds();
  for (let index = 0; index < 5_000; index++) expect(ids.add({ kind: "job.crash" }, index)).toBe(true);
  expect(ids.add({ kind: "job.crash", id: "job.crash-4321" }, 5_000)).toBe(false);
  expect(ids.add({ kind: "job.crash", id: "job.crash-5002" }, 5_001)).toBe(true);
  expect(ids.add({ kind: "job.crash", id: "card.crash-4321" }, 5_002)).toBe(true);
});
