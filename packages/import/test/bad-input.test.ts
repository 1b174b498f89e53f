import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bytesOf, importing, samples, type Told } from "./support.ts";

const sample = (name: string): string => readFileSync(join(samples, name), "utf8");
const event = (type: string, days: number, node = "n1"): string =>
  JSON.stringify({
    node_id: node,
    event_time: days,
    event_type: type,
    fault_type: { Level: "a", Class: "b", Desc: "c" },
  });
const table: Told = {
  mapping: {
    time: { column: "start" },
    end: { column: "end" },
    component: "host",
    rules: [{ when: { what: "^gpu$" }, kind: "card.crash" }],
  },
};
const head = "start,end,host,what\n";
const good = "2024-05-06T01:00:00Z,2024-05-06T02:00:00Z,n1,gpu\n";

/** Each kind of bad input: the same file is counted by default, and stops a strict import at its line. */
const cases: ReadonlyArray<
  readonly [string, string, string | Uint8Array, Told, { line: number; reason: RegExp; faults: number }]
> = [
  [
    "a torn last line of NDJSON",
    "alertmanager",
    `${sample("webhook.ndjson")}{"version":"4","alerts":[{"sta`,
    {},
    { line: 5, reason: /^torn/, faults: 2 },
  ],
  [
    "a torn JSON list",
    "infinitehbd",
    `[${event("fault_start", 1)},\n${event("fault_end", 2)},\n{"node_id":"n`,
    {},
    { line: 3, reason: /^torn/, faults: 1 },
  ],
  [
    "a torn last line of CSV",
    "csv",
    `${head}${good}2024-05-06T03:00`,
    table,
    { line: 3, reason: /^not as many columns/, faults: 1 },
  ],
  [
    "a line that is not UTF-8",
    "csv",
    Buffer.concat([Buffer.from(head + good), Buffer.from([0xb7, 0xfe, 0xce, 0xf1, 0x0a])]),
    table,
    { line: 3, reason: /^not UTF-8$/, faults: 1 },
  ],
  [
    "a line of binary data",
    "slurm",
    `${sample("slurm-events.txt")}a\0b\n`,
    { zone: "UTC" },
    { line: 6, reason: /^binary data$/, faults: 2 },
  ],
  [
    "a date without a zone",
    "csv",
    `${head}${good}2024-05-06T01:00:00,,n1,gpu\n`,
    table,
    { line: 3, reason: /^time: a date without a time zone/, faults: 1 },
  ],
  [
    "a time that the clock skipped",
    "csv",
    `${head}${good}2024-03-31 02:30,,n1,gpu\n`,
    { ...table, zone: "Europe/Berlin" },
    { line: 3, reason: /^time: a time that the clock/, faults: 1 },
  ],
  [
    "a date that is none",
    "csv",
    `${head}${good}2024-02-30T01:00:00Z,,n1,gpu\n`,
    table,
    { line: 3, reason: /^time: not a date/, faults: 1 },
  ],
  [
    "an end before its start",
    "csv",
    `${head}${good}2024-05-06T01:00:00Z,2024-05-06T00:59:59Z,n2,gpu\n`,
    table,
    { line: 3, reason: /^ends before it starts/, faults: 1 },
  ],
  [
    "an end before its start, as events",
    "infinitehbd",
    `[${event("fault_start", 2)},\n${event("fault_end", 1)},${event("fault_start", 3)}]`,
    {},
    { line: 1, reason: /^ends before it starts/, faults: 1 },
  ],
  [
    "an end without a start",
    "infinitehbd",
    `[${event("fault_end", 1)},\n${event("fault_start", 2)}]`,
    {},
    { line: 1, reason: /^an end without a start/, faults: 1 },
  ],
  ["a duplicate", "csv", `${head}${good}${good}`, table, { line: 3, reason: /^a duplicate/, faults: 1 }],
  [
    "a row that no rule fits",
    "csv",
    `${head}${good}2024-05-06T05:00:00Z,,n1,mystery\n`,
    table,
    { line: 3, reason: /^no rule of the mapping fits/, faults: 1 },
  ],
  [
    "a fault of nothing",
    "csv",
    `${head}${good}2024-05-06T05:00:00Z,,,gpu\n`,
    table,
    { line: 3, reason: /^does not say what was struck/, faults: 1 },
  ],
  [
    "a quote that is never closed",
    "csv",
    `${head}${good}"2024-05-06T05:00:00Z,,n1,gpu\n`,
    table,
    { line: 3, reason: /^a quote that is never closed/, faults: 1 },
  ],
  [
    "a line that is too long",
    "csv",
    `${head}${good}${"x".repeat(1_000_001)}\n`,
    table,
    { line: 3, reason: /^longer than 1,000,000 bytes/, faults: 1 },
  ],
  [
    "an unknown Xid",
    "xid",
    sample("syslog.log"),
    { zone: "UTC", year: 2023 },
    { line: 6, reason: /^an Xid of unknown meaning/, faults: 4 },
  ],
  [
    "an unknown Ascend code",
    "ascend",
    sample("ascend-events.txt").replace(/faultLevelName:NotHandleFault/, "faultLevelName:"),
    { zone: "UTC" },
    { line: 5, reason: /^a code that no table of --codes has/, faults: 2 },
  ],
  [
    "an unknown alert",
    "alertmanager",
    sample("alerts.json"),
    {},
    { line: 75, reason: /^an alert of unknown meaning/, faults: 2 },
  ],
  [
    "an unknown state of a node",
    "slurm",
    `${sample("slurm-events.txt")}c|n|2024-05-06T18:30:00|Unknown|ASLEEP||u\n`,
    { zone: "UTC" },
    { line: 6, reason: /^an unknown state of a node/, faults: 2 },
  ],
  [
    "times with and without a date",
    "xid",
    `${sample("dmesg.log")}${sample("journal.log")}`,
    {},
    { line: 8, reason: /^with and without a date/, faults: 2 },
  ],
];

describe.each(cases)("%s", (_, format, text, told, { line, reason, faults }) => {
  test("is counted, with the line where it was first seen", async () => {
    const { imported, timeline } = await importing(format, { text }, told);
    const lost = imported?.skipped.filter(({ isHarmless }) => !isHarmless) ?? [];
    expect(lost).toMatchObject([{ count: expect.any(Number), line, reason: expect.stringMatching(reason) }]);
    expect(timeline?.faults.length).toBe(faults);
  });

  test("stops a strict import, which then writes nothing", async () => {
    const { refused } = await importing(format, { text }, { ...told, isStrict: true });
    expect(refused).toMatchObject({ line, message: expect.stringMatching(reason) });
  });
});

describe("what cannot be a log at all is refused", () => {
  test.each([
    ["an empty file", "", /^is empty: expected /],
    ["a binary file", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0]), /^is not text: .* found binary data/],
    ["a packed file", Buffer.from([0x1f, 0x8b, 8, 0]), /^is not text: .* gzip: unpack it first/],
    ["UTF-16", Buffer.from("\ufeffstart", "utf16le"), /^is not text: .* UTF-16: convert it first/],
  ])("%s", async (_, text, message) => {
    for (const format of ["csv", "xid", "infinitehbd", "ascend", "alertmanager", "slurm"]) {
      const told = format === "csv" ? table : {};
      expect((await importing(format, { text }, told)).refused?.message, format).toMatch(message);
    }
  });

  test("a file of which nothing can be used, with what is wrong with it", async () => {
    const { refused } = await importing("csv", { text: `${head}now,then,n1,gpu\nnow,then,n2,gpu\n` }, table);
    expect(refused?.message).toBe(
      'nothing in it can be used: 2 × time: not a date of format "iso": say how dates are written with time.format (first on line 2)',
    );
  });

  test("a table without a column of the mapping, with the columns it has", async () => {
    const { refused } = await importing("csv", { text: "begin,end,host,what\n" }, table);
    expect(refused?.message).toContain('no column "start": the file has "begin", "end", "host", "what"');
  });

  test("more faults than YAML holds", async () => {
    const rows = Array.from({ length: 10_001 }, (_, index) => `2024-05-06T01:00:00Z,,n${index},gpu\n`).join("");
    const { refused } = await importing("csv", { text: head + rows }, { ...table, as: "yaml" });
    expect(refused?.message).toMatch(/^has more than 10,000 faults, too many for YAML: give --out a name/);
  });
});

describe("a log without any fault", () => {
  test("is a timeline without faults: nothing in it was lost", async () => {
    const { imported, timeline } = await importing(
      "xid",
      { text: "May  6 07:08:09 h kernel: all is well\n" },
      { zone: "UTC", year: 2024 },
    );
    expect(imported).toMatchObject({ faults: 0, from: null, to: null, skipped: [{ count: 1, isHarmless: true }] });
    expect(timeline?.faults).toEqual([]);
  });
});

describe("what a format is told for nothing is refused", () => {
  test.each([
    ["infinitehbd", { zone: "UTC" }, /^infinitehbd has no use for --zone/],
    ["csv", { ...table, year: 2024 }, /^csv has no use for --year/],
    ["xid", { codes: [{}] }, /^xid has no use for --codes/],
    ["xid", { mapping: { delimiter: ";" } }, /^xid has no use for delimiter in a mapping: it takes rules/],
    ["slurm", { zone: "Mars" }, /^--zone: expected a time zone/],
    ["xid", { year: 24 }, /^--year: expected a year/],
    ["ascend", { codes: [{ WholeNewLevelCodes: ["80E18402"] }] }, /"WholeNewLevelCodes" is no handling level/],
    ["ascend", { codes: ["text"] }, /^--codes: expected a table/],
    ["csv", {}, /^csv needs --mapping/],
    ["csv", { mapping: { rules: [] } }, /^the mapping lacks time/],
    ["csv", { mapping: { time: { column: "a" } } }, /^the mapping lacks rules/],
    ["csv", { mapping: { time: { column: "a", format: "yyyy-MM-dd" }, rules: [] } }, /dates without a time zone/],
  ] as ReadonlyArray<readonly [string, Told, RegExp]>)("%s %j", async (format, told, message) => {
    expect((await importing(format, { text: "x" }, told)).refused?.message).toMatch(message);
  });
});

test("a source that fails leaves nothing behind", async () => {
  const { mkdtempSync, readdirSync, rmSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { importTimeline, formats, openFormat } = await import("../src/index.ts");
  const [format] = formats;
  const opened = format === undefined ? { problem: "" } : openFormat(format, {});
  if (format === undefined || "problem" in opened) throw new Error("no format");
  const source = async function* () {
    yield* bytesOf(`[${event("fault_start", 1)},${event("fault_end", 2)}`);
    throw new Error("the disk is gone");
  };
  const [folder, target] = [mkdtempSync(join(tmpdir(), "ordeal-")), mkdtempSync(join(tmpdir(), "ordeal-"))];
  const request = { format, read: opened.read, source: source(), name: "x", isStrict: false, folder };
  await expect(importTimeline({ ...request, to: { file: join(target, "t.ndjson") } })).rejects.toThrow(
    "the disk is gone",
  );
  expect(readdirSync(target)).toEqual([]);
  for (const made of [folder, target]) rmSync(made, { recursive: true });
});
