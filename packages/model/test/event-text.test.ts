import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  BLOCK_EVENTS,
  EventBlock,
  type EventType,
  eventText,
  eventTypeNames,
  eventTypes,
  type JournalEvent,
} from "../src/index.ts";

/** Anything that an event may carry in a field, whatever the field's own Schema is: names with every letter there is. */
const value = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string({ unit: "grapheme" }), { maxLength: 3 }),
);
const event: fc.Arbitrary<JournalEvent> = fc.constantFrom(...eventTypeNames).chain((type) =>
  fc.record({
    seq: fc.nat(),
    atUs: fc.maxSafeInteger(),
    type: fc.constant(type),
    data: fc.record(Object.fromEntries(Object.keys(eventTypes[type]).map((field) => [field, value]))),
  }),
) as unknown as fc.Arbitrary<JournalEvent>;

test("an event by its template is what JSON makes of it, whatever it carries", () => {
  fc.assert(
    fc.property(event, ({ seq, atUs, type, data }) => {
      const fields = Object.keys(eventTypes[type]);
      const inOrder = Object.fromEntries(fields.map((field) => [field, (data as Record<string, unknown>)[field]]));
      expect(eventText({ seq, atUs, type, data })).toBe(JSON.stringify({ seq, atUs, type, data: inOrder }));
    }),
    { numRuns: 2_000 },
  );
});

const isSave = (type: EventType, data: object): data is { tier: string; step: number } =>
  /^checkpoint.(save|persist)/.test(type) &&
  "tier" in data &&
  typeof data.tier === "string" &&
  "step" in data &&
  Number.isInteger(data.step);

test("a block gives back what was put into it, as objects and as lines", () => {
  const save = fc.record({
    type: fc.constantFrom<EventType>("checkpoint.save.started", "checkpoint.persist.ended"),
    data: fc.record({ tier: fc.string({ unit: "binary" }), step: fc.nat() }),
  });
  const some = fc.array(fc.oneof(save, event), { maxLength: 50 });
  fc.assert(
    fc.property(some, some, fc.nat(), (before, put, firstSeq) => {
      const block = new EventBlock();
      for (const events of [before, put]) {
        block.clear(firstSeq);
        for (const [row, { type, data }] of events.entries()) {
          if (isSave(type, data)) block.addSave(row, eventTypeNames.indexOf(type), data.tier, data.step);
          else block.add(row, type, data);
        }
      }
      const expected = put.map(({ type, data }, row) => ({ seq: firstSeq + row, atUs: row, type, data }));
      expect(block.length).toBe(put.length);
      expect(Array.from({ length: block.length }, (_, row) => block.event(row))).toEqual(expected);
      expect(block.text()).toBe(expected.map((one) => `${eventText(one as JournalEvent)}\n`).join(""));
    }),
  );
  const block = new EventBlock();
  for (let row = 0; row < BLOCK_EVENTS; row++) block.add(row, "run.ended", { step: row });
  expect(block.isFull).toBe(true);
});
