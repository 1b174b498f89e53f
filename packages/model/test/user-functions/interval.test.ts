import { expect, test } from "vitest";
import { checkedInterval } from "../../src/user-functions/interval.ts";

const known = { mtbfUs: 3_600_000_000, stallUs: 10_000_000, stepUs: 5_000_000 };
const asked = (answer: unknown) => checkedInterval((() => answer) as never, ["checkpoint", "interval"])(known);

test.each([
  ["microseconds", 600_000_000, 600_000_000],
  ["a part of a microsecond, which a formula may come to", 1_234.5, 1_234.5],
  ["never", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ["a duration as text", "10 minutes", 600_000_000],
])("an interval function may answer %s", (_, answer, us) => {
  expect(asked(answer)).toBe(us);
});

test.each([Number.NaN, 0, -1, "0 seconds", "often", "daly", undefined, null, {}, { steps: 3 }, true])(
  "an interval function that answers %j is refused",
  (answer) => {
    expect(() => asked(answer)).toThrow("checkpoint.interval answered what is no interval");
  },
);

test("an interval function that is async, or throws, is refused", () => {
  expect(() => asked(Promise.resolve(5))).toThrow("not an async one");
  const throwing = checkedInterval(() => {
    throw new Error("no idea");
  }, ["checkpoint", "tiers", 1, "interval"]);
  expect(() => throwing(known)).toThrow("checkpoint.tiers[1].interval threw: no idea");
});
