import fc from "fast-check";
import { expect, test } from "vitest";
import { decode } from "../src/decode.ts";
import { faultKindNames, TimelineFault } from "../src/index.ts";
import { readPlainFault } from "../src/plain-fault.ts";

const durations = [
  "0 seconds",
  "2660400 millis",
  "30067200 micros",
  "1h30m",
  " PT1H ",
  "P",
  "1m1h",
  "-1 s",
  "9999 weeks",
  "",
];
const instants = [...durations, "2026-03-26T09:00:00+08:00", "2026-02-31T09:00:00Z", "2026-03-26"];
const targets = ["sn07/n12/c3", " sn07/n* ", "random card", "storage", "nothing at all", "0 random cards"];
const texts = ["n94", "", "x".repeat(500), "x".repeat(501), "ü"];
const others = [null, true, 7, 0, -1, 1.5, 1_000_000, 1_000_001, [], {}];
/** What may stand in a field: good and bad, of its own sort and of any. */
const fields: Readonly<Record<string, ReadonlyArray<unknown>>> = {
  id: texts,
  target: targets,
  at: instants,
  duration: durations,
  detectAfter: durations,
  cause: texts,
  source: texts,
  note: texts,
  component: texts,
  part: [3],
  observed: [{ lost: "2 hours" }],
  cuts: [false],
  speed: ["70 %"],
  nonsense: texts,
};
const field = fc
  .constantFrom(...Object.keys(fields))
  .chain((name) =>
    fc.tuple(fc.constant(name), fc.oneof(...[fields[name] ?? [], others].map((all) => fc.constantFrom(...all)))),
  );

/** Faults as importers write them, and as nobody should. */
const written = fc
  .tuple(fc.constantFrom<unknown>(...faultKindNames, "card.burn", 3), fc.array(field, { maxLength: 4 }))
  .map(([kind, some]): unknown => Object.fromEntries([...some, ["kind", kind]]));

test("what is read without the Schema is what the Schema reads, to the order of its fields", () => {
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(written, fc.constantFrom(...others)), (one) => {
      const plain = readPlainFault(one);
      if (plain === undefined) return;
      read++;
      expect(JSON.stringify({ value: plain })).toBe(JSON.stringify(decode(TimelineFault, one)));
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBeGreaterThan(50);
});

test("faults as importers write them are read without the Schema", () => {
  const fault = { at: "30067200 micros", kind: "node.crash", component: "n201", duration: "5076 seconds" };
  expect(readPlainFault(fault)).toEqual({ kind: "node.crash", at: 30_067_200, component: "n201", duration: 5.076e9 });
});

test("what only the Schema can say is left to it", () => {
  const fault = { at: "1 hour", kind: "node.crash", component: "n1" };
  expect(readPlainFault(fault)).toBeDefined();
  expect(readPlainFault({ ...fault, kind: "cooling.pump" })).toBeUndefined();
  expect(readPlainFault({ ...fault, id: "mine" })).toBeUndefined();
  expect(readPlainFault({ ...fault, [Symbol("a")]: 1 })).toBeUndefined();
  expect(readPlainFault({ ...fault, at: undefined })).toBeUndefined();
  expect(readPlainFault(Object.create(fault))).toBeUndefined();
});
