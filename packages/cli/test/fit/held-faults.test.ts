import { faultKindNames, type TimelineFault } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { HeldFaults } from "../../src/fit/held-faults.ts";

const name = fc.constantFrom("n1", "n2", "", "ü", "__proto__");
const fault = fc.record(
  {
    kind: fc.constantFrom(...faultKindNames),
    at: fc.oneof(fc.nat(), fc.constant(2 ** 50), fc.constant({ dateMs: 5 })),
    duration: fc.oneof(fc.nat(), fc.constant(0)),
    cause: name,
    component: name,
    part: fc.nat(3),
    id: fc.string(),
    observed: fc.constant({ lost: 5 }),
  },
  { requiredKeys: ["kind"], noNullPrototype: true },
) as fc.Arbitrary<TimelineFault>;

test("what is held comes back as it was, and in its order", () => {
  fc.assert(
    fc.property(fc.array(fault, { maxLength: 100 }), (faults) => {
      const held = new HeldFaults();
      for (const one of faults) held.add(one);
      expect([...held]).toEqual(faults);
    }),
  );
});

test("also where there are more faults, and more names, than room was made for", () => {
  const faults = Array.from({ length: 70_000 }, (_, index): TimelineFault => {
    return { kind: "node.crash", at: index, component: `n${index}` };
  });
  const held = new HeldFaults();
  for (const one of faults) held.add(one);
  let index = 0;
  let wrong = 0;
  for (const one of held) if (one.at !== index || one.component !== `n${index++}`) wrong++;
  expect([index, wrong]).toEqual([faults.length, 0]);
});
