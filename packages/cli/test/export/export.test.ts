import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../support.ts";
import { call, keptRun } from "./support.ts";

test("a result is exported with its journal, and a journal with the result beside it", async () => {
  const at = await keptRun();
  const [a, b] = [join(at, "a.json"), join(at, "b.json")];
  await call("chaostoolkit", join(at, "e.journal.ndjson"), { out: a });
  await call("chaostoolkit", join(at, "e.result.json"), { out: b });
  expect(readFileSync(a, "utf8")).toBe(readFileSync(b, "utf8"));
  expect(readFileSync(a, "utf8")).toContain('"effectiveThroughput":');
});

test("without a result the journal is exported alone, and what is missing is said", async () => {
  const at = await keptRun();
  const alone = join(folder({ "j.ndjson": readFileSync(join(at, "e.journal.ndjson")) }), "j.ndjson");
  const out = join(at, "x.jsonl");
  const { code, err } = await call("otlp", alone, { out });
  expect([code, err]).toEqual([0, expect.stringContaining("no metrics go with it")]);
  expect(existsSync(join(at, "x.metrics.jsonl"))).toBe(false);
});

test("what is no run, or no whole one, is refused in one line, and nothing is left", async () => {
  const at = await keptRun();
  const journal = readFileSync(join(at, "e.journal.ndjson"), "utf8");
  const files = folder({
    "empty.ndjson": "",
    "lines.journal.ndjson": journal.replace('"seq":5,', '"seq":50,'),
    "type.journal.ndjson": journal.replace('"job.stopped"', '"job.paused"'),
    "data.journal.ndjson": journal.replace('"lostSteps":', '"lost":'),
    "back.journal.ndjson": journal.replace(/"atUs":\d+,"type":"job.stopped"/, '"atUs":5,"type":"job.stopped"'),
    "yaml.yaml": "title: x\n",
    "other.journal.ndjson": journal.replace('"lostSteps":56', '"lostSteps":57'),
    "other.result.json": readFileSync(join(at, "e.result.json")),
    "alone.result.json": readFileSync(join(at, "e.result.json"), "utf8").replace(/"file": "[^"]*"/, '"file": null'),
  });
  mkdirSync(join(files, "out"));
  const said = async (name: string) => {
    const { code, err } = await call("perfetto", join(files, name), { out: join(files, "out/x.json") });
    expect([code, err.trimEnd().split("\n")]).toEqual([2, [expect.any(String), "Nothing was exported."]]);
    return err;
  };
  expect(await said("absent.ndjson")).toContain("absent.ndjson cannot be read: no such file or directory");
  expect(await said("empty.ndjson")).toContain("is not JSON: expected what a run wrote");
  expect(await said("lines.journal.ndjson")).toMatch(/lines\.journal\.ndjson:\d+ expected event 5, found 50/);
  expect(await said("type.journal.ndjson")).toMatch(/:\d+ expected an event of a journal, found "job\.paused"/);
  expect(await said("data.journal.ndjson")).toMatch(/:\d+ expected what job\.resumed carries/);
  expect(await said("back.journal.ndjson")).toMatch(/:\d+ expected a time of \d+ µs or later, found 5/);
  expect(await said("yaml.yaml")).toContain("is not JSON");
  expect(await said("other.journal.ndjson")).toContain("is not the journal of the result beside it");
  expect(await said("alone.result.json")).toContain("has no journal: it was run without --out");
  expect(readdirSync(join(files, "out"))).toEqual([]);
});

test("a place where nothing can be written, or a run would be lost, is one clear error", async () => {
  const at = await keptRun();
  const file = join(at, "e.result.json");
  const said = async (out: string) => (await call("perfetto", file, { out })).err;
  expect(await said("/dev/null/x.json")).toContain("/dev/null/x.json cannot be written: not a directory");
  expect(await said(at)).toContain("is not a regular file");
  expect(await said(join(at, "e.journal.ndjson"))).toContain("--out is the file itself");
  writeFileSync(join(at, "kept.json"), '{"ordeal":"0.1.0"}');
  expect(await said(join(at, "kept.json"))).toContain("holds what a run came to");
  symlinkSync(join(at, "target.json"), join(at, "link.json"));
  writeFileSync(join(at, "target.json"), "");
  expect((await call("perfetto", file, { out: join(at, "link.json") })).code).toBe(0);
  expect(readFileSync(join(at, "target.json"), "utf8")).toContain("traceEvents");
});

test("usage that says too little or too much is refused with what was expected", async () => {
  const said = async (format: string, given = {}) => (await call(format, "x.ndjson", given)).err;
  expect(await said("perfeto")).toContain('there is no format "perfeto"; the nearest name is perfetto');
  expect(await said("otlp")).toContain("otlp needs a place to go: either --otlp URL");
  expect(await said("perfetto", { otlp: "http://h:4318" })).toContain("--otlp is where otlp goes");
  expect(await said("otlp", { otlp: "localhost:4318" })).toContain("--otlp: expected the URL of a collector");
  expect(await said("perfetto", { startsAt: "yesterday" })).toContain("--starts-at: expected a date");
  const { out } = await call("perfeto", "x.ndjson", { json: true });
  expect(JSON.parse(out).problems).toHaveLength(1);
});

test("--json says what was written", async () => {
  const at = await keptRun();
  const file = join(at, "x.json");
  const { out } = await call("perfetto", join(at, "e.result.json"), { out: file, json: true });
  expect(JSON.parse(out)).toMatchObject({ format: "perfetto", title: "A small test", verdict: "pass", files: [file] });
});
