import { DAY_US, type TimelineFault, type TimelineHeader } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printTimelineFault, printTimelineHeader, readTimelineLines } from "../../src/index.ts";
import { bytesOf, collected, ndjsonTimeline, pieceBytes } from "../support.ts";

const us = fc.integer({ min: 0, max: 3_000 * DAY_US });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).map((text) => text.toWellFormed());
const key = { requiredKeys: [] as [] };
const fault: fc.Arbitrary<TimelineFault> = fc
  .tuple(
    fc.constantFrom<Pick<TimelineFault, "kind" | "speed" | "up" | "down" | "share" | "flow" | "rise">>(
      { kind: "card.crash" },
      { kind: "node.crash" },
      { kind: "card.slow", speed: 0.7 },
      { kind: "link.flap", up: 30_000_000, down: 5_000_001 },
      { kind: "link.degrade", share: 0.333 },
      { kind: "cooling.pump", flow: 0 },
      { kind: "cooling.inlet", rise: 5 },
    ),
    fc.record({ at: us, component: name }),
    fc.record({ duration: us, part: fc.nat(1_000), cause: name, note: name }, key),
  )
  .map(([kind, where, rest]) => ({ ...kind, ...where, ...rest }));
const header: fc.Arbitrary<TimelineHeader> = fc
  .tuple(name, fc.record({ source: name, note: name, format: name, startsAt: fc.integer({ min: 0, max: 4e12 }) }, key))
  .map(([title, rest]) => ({ title, ...rest }));

test("a timeline that is written as NDJSON reads back the same, exact to the microsecond", async () => {
  await fc.assert(
    fc.asyncProperty(header, fc.array(fault, { maxLength: 20 }), pieceBytes, async (head, faults, bytes) => {
      const text = printTimelineHeader(head) + faults.map(printTimelineFault).join("");
      expect(await ndjsonTimeline(bytesOf(text, bytes))).toEqual({ ...head, faults });
    }),
  );
});

const reading = (text: string | Uint8Array, max?: number) => collected(readTimelineLines(bytesOf(text), max));
const head = '{"title":"a test","startsAt":"2024-05-06T00:00:00Z"}\n';
const good = '{"at":"1 hour","kind":"node.crash","component":"n1"}\n';

describe("a timeline with mistakes", () => {
  test("is read on after each of them, and every mistake knows its line", async () => {
    const lines = await reading(
      `${head}{"at":"1 hour","kind":"node.clash","component":"n1"}\n\nnonsense\n${good}{"at":"1 hour","kind":"node.crash"}\n{"at":`,
    );
    expect(lines.map((line) => ("problem" in line ? line.problem.line : Object.keys(line).sort()))).toEqual([
      ["header", "line"],
      2,
      4,
      ["fault", "line"],
      6,
      7,
    ]);
    expect(lines.at(-1)).toEqual({
      problem: { line: 7, message: "is torn: the file ends in the middle of this line" },
    });
  });

  test("may lack its header, or be empty", async () => {
    expect(await reading("")).toEqual([
      { problem: { line: 1, message: "is empty: expected the timeline's header, a JSON object with a title" } },
    ]);
    const lines = await reading(good + good);
    expect(lines[0]).toMatchObject({ problem: { line: 1 } });
    expect(lines.at(-1)).toMatchObject({ line: 2, fault: { kind: "node.crash" } });
  });

  test("may use an id twice", async () => {
    const same = '{"id":"a","at":"1 hour","kind":"job.crash"}\n';
    expect((await reading(head + same + same)).at(-1)).toEqual({
      problem: { line: 3, message: 'id: "a" is taken: every fault needs its own id' },
    });
  });

  test("may use the id of a fault that has none, and so goes by its kind and place", async () => {
    const none = '{"at":"1 hour","kind":"job.crash"}\n';
    const second = '{"id":"job.crash-2","at":"1 hour","kind":"job.crash"}\n';
    const message = '"job.crash-2" is taken: every fault needs its own id, and one without goes by its kind and place';
    expect((await reading(head + none + none + second)).at(-1)).toEqual({
      problem: { line: 4, message: `id: ${message}` },
    });
    expect((await reading(head + second + none)).at(-1)).toEqual({ problem: { line: 3, message } });
  });

  test("may have a fault before its own start", async () => {
    const before = '{"at":"2024-05-05T00:00:00Z","kind":"job.crash"}\n';
    expect((await reading(head + before)).at(-1)).toMatchObject({ problem: { line: 2 } });
  });

  test("may have a line that is too long, which is not kept", async () => {
    const long = `{"at":"1 hour","kind":"job.crash","note":"${"x".repeat(300)}"}\n`;
    const lines = await reading(head + long + good, 200);
    expect(lines[1]).toMatchObject({ problem: { line: 2, message: expect.stringContaining("longer than 200 bytes") } });
    expect(lines[2]).toMatchObject({ line: 3, fault: { component: "n1" } });
  });
});

test("any bytes are read to their end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      for (const line of await reading(bytes)) expect(typeof line).toBe("object");
    }),
  );
});

test("the header may name the schema that editors check a timeline by", async () => {
  const lines = await collected(
    readTimelineLines(
      bytesOf('{"$schema":"./timeline.schema.json","title":"t"}\n{"kind":"job.crash","at":"1 hour"}\n'),
    ),
  );
  expect(lines.map((line) => ("problem" in line ? line.problem.message : line.line))).toEqual([1, 2]);
});
