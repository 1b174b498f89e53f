import { describe, expect, test } from "vitest";
import { eventMeanings, eventTypeNames, eventTypes } from "../src/index.ts";

describe("the table of events", () => {
  test.each(eventTypeNames)("says what %s means, in one line", (type) => {
    expect(eventMeanings[type]).toMatch(/^[^\n]{10,100}$/);
  });

  test("gives no two events the same meaning, and none to an event that does not exist", () => {
    expect(Object.keys(eventMeanings).sort()).toEqual([...eventTypeNames].sort());
    expect(new Set(Object.values(eventMeanings)).size).toBe(eventTypeNames.length);
  });

  test("names events by what is concerned and what happened", () => {
    for (const type of eventTypeNames) expect(type).toMatch(/^[a-z]+(\.[a-z]+){1,2}$/);
  });

  test("names what an event carries in camel case", () => {
    for (const type of eventTypeNames) {
      for (const key of Object.keys(eventTypes[type])) expect(key).toMatch(/^[a-z]+([A-Z][a-z]*)*$/);
    }
  });
});
