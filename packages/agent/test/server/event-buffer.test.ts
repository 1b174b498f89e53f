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
    fc.property(fc.array(fc.nat(4_000_000), { maxLength: 40 }), (lengths) => {
      const buffer = new EventBuffer(new BufferSpace());
      for (const [seq, length] of lengths.entries()) buffer.add(`${seq}:${"y".repeat(length)}`);
      for (let seq = buffer.oldestSeq; seq < buffer.nextSeq; seq++) {
        expect(buffer.frame(seq).startsWith(`${seq}:`)).toBe(true);
      }
      expect(buffer.nextSeq).toBe(lengths.length);
    }),
    { numRuns: 50 },
  );
});

test("shares the space with those of other runs: whoever has most gives way, and everybody keeps the newest", () => {
  const space = new BufferSpace();
  const buffers = Array.from({ length: 40 }, () => new EventBuffer(space));
  for (let seq = 0; seq < 300; seq++) for (const buffer of buffers) buffer.add(`${seq} ${"z".repeat(100_000)}`);
  expect(space.characters).toBeLessThan(66_000_000);
  for (const buffer of buffers) expect(buffer.frame(299).startsWith("299 ")).toBe(true);
  for (const buffer of buffers) buffer.end();
  expect(space.characters).toBe(0);
});
