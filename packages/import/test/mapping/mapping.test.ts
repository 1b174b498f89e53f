import { expect, test } from "vitest";
import { decodeMapping } from "../../src/index.ts";

const problemsOf = (written: unknown) => {
  const decoded = decodeMapping(written);
  return "problems" in decoded ? decoded.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};

test("a mapping is read with its rules and their parameters", () => {
  const written = {
    delimiter: ";",
    time: { column: "at", unit: "days", since: "2024-03-30T00:00:00Z" },
    duration: { column: "hours", unit: "hours" },
    component: ["rack", "host"],
    rules: [{ when: { what: "flap" }, kind: "link.flap", up: "1 minute", down: "1 second" }, { ignore: true }],
  };
  expect(decodeMapping(written)).toEqual({
    value: { ...written, time: { ...written.time, since: Date.UTC(2024, 2, 30) } },
  });
});

test.each([
  ["an unknown key", { colour: "blue" }, /^colour/],
  ["a kind that does not exist", { rules: [{ kind: "node.clash" }] }, /^rules\.0/],
  ["a parameter that is missing", { rules: [{ kind: "card.slow" }] }, /^rules\.0\.speed/],
  ["a parameter of another kind", { rules: [{ kind: "card.crash", speed: "50 %" }] }, /^rules\.0\.speed/],
  ["a parameter out of range", { rules: [{ kind: "card.slow", speed: "150 %" }] }, /^rules\.0\.speed/],
  ["what the file says", { rules: [{ kind: "card.crash", at: "1 hour" }] }, /^rules\.0\.at/],
  [
    "a pattern that is none",
    { rules: [{ when: { a: "(" }, kind: "job.crash" }] },
    /^rules\.0\.when\.a: expected a regular/,
  ],
  ["a zone that does not exist", { time: { column: "a", zone: "Mars/Olympus" } }, /^time\.zone: expected a time zone/],
  ["a format of unknown tokens", { time: { column: "a", format: "X" } }, /^time\.format: expected "iso" or/],
  ["a format of no year", { time: { column: "a", format: "MM-dd HH:mm" } }, /^time\.format: expected "iso" or/],
  ["a unit of no date", { time: { column: "a", unit: "days" } }, /^time: expected unit and since together/],
  [
    "a format and a unit",
    { time: { column: "a", format: "iso", unit: "days", since: "2024-01-01T00:00:00Z" } },
    /^time: expected either/,
  ],
  ["a choice that is none", { silenced: "yes" }, /^silenced/],
  ["no chips on a card", { chipsPerCard: 0 }, /^chipsPerCard/],
  ["two ends", { end: { column: "a" }, duration: { column: "b", unit: "hours" } }, /^duration: expected either/],
  [
    "an end and a phase",
    { end: { column: "a" }, phase: { column: "b", start: "a", end: "b" } },
    /^phase: expected either/,
  ],
  ["a phase of no pattern", { phase: { column: "b", start: "(", end: "b" } }, /^phase\.start: expected a regular/],
])("%s is a problem with its path", (_, written, expected) => {
  const problems = problemsOf(written);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.join("\n")).toMatch(expected);
});

test("anything else than a mapping is a problem", () => {
  for (const written of [null, 1, "text", [], { rules: {} }, { rules: [null] }]) {
    expect(problemsOf(written).length, JSON.stringify(written)).toBeGreaterThan(0);
  }
});
