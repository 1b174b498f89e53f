import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJournal } from "../../src/index.ts";
import { JournalUnwritable, JournalWriter } from "../../src/journal/writer.ts";

const event = (seq: number, atUs: number) =>
  ({ seq, atUs, type: "run.ended", data: { step: seq } }) as Parameters<JournalWriter["append"]>[0];
const start = { ordeal: "0", title: "Small", seed: 7 };

/** A whole journal: three events, faults that were injected and healed, and a verdict. */
const written = (): string => {
  const path = join(mkdtempSync(join(tmpdir(), "ordeal-")), "journal.ndjson");
  const journal = new JournalWriter(path, start);
  journal.note({ atUs: 0, engine: "faults.injected", data: { faultIds: ["a", "b"] } });
  for (const seq of [0, 1, 2]) journal.append(event(seq, seq * 1e6));
  journal.note({ atUs: 5e6, engine: "faults.healed", data: { unhealed: [] } });
  journal.end({ verdict: "pass", complete: true });
  return readFileSync(path, "utf8");
};

const summaryOf = (text: string) => {
  const read = readJournal(text);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return read.summary;
};

describe("a journal", () => {
  test("that is complete says its verdict", () => {
    expect(summaryOf(written())).toEqual({
      title: "Small",
      seed: 7,
      events: 3,
      untilUs: 5e6,
      unhealed: [],
      verdict: "pass",
      incomplete: undefined,
    });
  });

  test("cut off anywhere reads, says that it is incomplete, and names what may not be healed", () => {
    const text = written();
    const firstLine = text.indexOf("\n") + 1;
    fc.assert(
      fc.property(fc.integer({ min: firstLine, max: text.length - 1 }), (length) => {
        const { incomplete, verdict, unhealed, events } = summaryOf(text.slice(0, length));
        expect(incomplete).toContain("the engine was killed, or is still at work");
        expect(verdict).toBeUndefined();
        expect(events).toBeLessThanOrEqual(3);
        expect(unhealed.length === 0 || unhealed.join() === "a,b").toBe(true);
      }),
    );
    const beforeHealing = text.slice(0, text.indexOf('{"atUs":5000000,"engine":"faults.healed"'));
    expect(summaryOf(beforeHealing).unhealed).toEqual(["a", "b"]);
  });

  test("of an interrupted run says so", () => {
    const text = written().replace('{"verdict":"pass","complete":true}', '{"complete":false,"reason":"interrupted"}');
    expect(summaryOf(text)).toMatchObject({ verdict: undefined, incomplete: "interrupted" });
  });

  test.each([
    ["", 1, "expected a journal"],
    ["nonsense\n", 1, "expected a journal"],
    [written().replace('"seq":1', '"seq":2'), 4, "expected event 1, found 2: lines are missing"],
    [written().replace('{"seq":1,', '{"sequence":1,'), 4, "expected an event, what the engine did"],
    [`${written()}{"seq":3,"atUs":1,"type":"x","data":{}}\n`, 8, "expected nothing after the line that ends"],
  ])("that makes no sense is refused with its line (%#)", (text, line, message) => {
    const read = readJournal(text);
    expect("problems" in read && read.problems[0]).toMatchObject({ line, message: expect.stringContaining(message) });
  });

  test("that cannot be written says where and why, at the next flush", () => {
    const path = join(tmpdir(), "no", "such", "folder", "journal");
    expect(() => new JournalWriter(path, start)).toThrow(JournalUnwritable);
  });

  test("has a digest of its events, whatever the engine notes between them", () => {
    const digest = (note: boolean) => {
      const journal = new JournalWriter(undefined, start);
      journal.append(event(0, 0));
      if (note) journal.note({ atUs: 0, engine: "stopped", data: {} });
      journal.append(event(1, 5));
      return journal.end({ verdict: "pass", complete: true });
    };
    expect(digest(true)).toBe(digest(false));
  });
});
