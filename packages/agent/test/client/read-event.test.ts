import { expect, test } from "vitest";
import { readEvent } from "../../src/client/read-event.ts";

const event = { runId: "r", seq: 3, atUs: 9, type: "fault.ended", data: { faultId: "f" } };

test("an event is read as it was sent, its parts in their order", () => {
  expect(JSON.stringify(readEvent(event))).toBe('{"seq":3,"atUs":9,"type":"fault.ended","data":{"faultId":"f"}}');
  const data = { faultId: "f", kind: "k", targets: [], origin: "hazard", cause: "", untilUs: null };
  const turned = Object.fromEntries(Object.entries(data).toReversed());
  const read = readEvent({ ...event, type: "fault.started", data: turned });
  expect(JSON.stringify((read as { data: unknown }).data)).toBe(JSON.stringify(turned));
});

test("what an event does not carry by its type is left out", () => {
  expect(readEvent({ ...event, data: { faultId: "f", more: [[[]]] } })).toMatchObject({ data: { faultId: "f" } });
  expect(JSON.stringify(readEvent({ ...event, data: { faultId: "f", more: 1 } }))).not.toContain("more");
});

test.each([
  [null, "is none"],
  [{ ...event, seq: 1.5 }, "is none"],
  [{ ...event, type: "x" }, "of no type"],
  [{ ...event, type: "__proto__" }, "of no type"],
  [{ ...event, data: {} }, "carries something else"],
  [{ ...event, data: { faultId: 7 } }, "carries something else"],
  [{ ...event, data: null }, "carries something else"],
])("what is none is said (%#)", (params, message) => {
  expect(readEvent(params)).toContain(message);
});
