import fc from "fast-check";
import { expect, test } from "vitest";
import { BufferSpace, EventBuffer } from "../../src/server/event-buffer.ts";

test("keeps the last 65,536 events, each by its number", () => {
  const buffer = new EventBuffer(new BufferSpace());
  for (let seq = 0; seq < 200_000; seq++) buffer.add(`event ${seq}`);
  expect(buffer.nextSeq).toBe(200_000);
  expect(buffer.oldestSeq).toBe(200_000 - 65_536);
  for (const seq of [buffer.oldestSeq, 150_000, 199_999]) expect(buffer.frame(seq)).toBe(`event ${seq}`);
});

test("keeps fewer where they are long, and always the newest", () => {
  const buffer = new EventBuffer(new BufferSpace());
  for (let seq = 0; seq < 100; seq++) buffer.add(`${seq} ${"x".repeat(1_000_000)}`);
  expect(buffer.nextSeq - buffer.oldestSeq).toBe(15);
  expect(buffer.frame(99).startsWith("99 ")).toBe(true);
});

test("has every number from the oldest to the newest, whatever is added", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(300), fc.nat(4_000_000)), { maxLength: 60 }), (lengths) => {
      const buffer = new EventBuffer(new BufferSpace());
      const said = lengths.map((length, seq) => `${seq}:${"y".repeat(length)}:${seq}`);
      for (const text of said) {
        buffer.add(text);
        expect(buffer.frame(buffer.oldestSeq) === said[buffer.oldestSeq]).toBe(true);
      }
      for (let seq = buffer.oldestSeq; seq < buffer.nextSeq; seq++) expect(buffer.frame(seq) === said[seq]).toBe(true);
      expect(buffer.nextSeq).toBe(lengths.length);
    }),
    { numRuns: 50 },
  );
});

test("shares the space with those of other runs: everybody keeps the newest, and gives all of it back", () => {
  const space = new BufferSpace();
  const buffers = Array.from({ length: 40 }, () => new EventBuffer(space));
  for (let seq = 0; seq < 300; seq++) for (const buffer of buffers) buffer.add(`${seq} ${"é".repeat(50_000)}`);
  expect(space.bytes).toBeLessThan(85_000_000);
  for (const buffer of buffers) {
    expect(buffer.nextSeq - buffer.oldestSeq).toBeGreaterThanOrEqual(4);
    expect(buffer.frame(299)).toBe(`299 ${"é".repeat(50_000)}`);
  }
  for (const buffer of buffers) buffer.end();
  expect(space.bytes).toBe(0);
});
