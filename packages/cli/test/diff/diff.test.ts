import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ResultDocument } from "@ordeal/model";
import { expect, test } from "vitest";
import { compareResults } from "../../src/diff/compare-results.ts";
import { type DiffFlags, diff } from "../../src/verbs/diff.ts";
import { run } from "../../src/verbs/run.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";

/** Runs an experiment, and returns the file of its result. */
const resultOf = async (sections: Readonly<Record<string, string>> = {}, name = "e"): Promise<string> => {
  const at = folder({ [`${name}.yaml`]: smallExperiment(sections) });
  const flags = { json: false, seed: undefined, set: [], dryRun: false, rate: undefined, agent: undefined };
  await onScreen(run({ ...flags, experiments: [join(at, `${name}.yaml`)], out: at, tokenFile: undefined }));
  return join(at, `${name}.result.json`);
};

const call = (a: string, b: string, given: Partial<DiffFlags> = {}) =>
  onScreen(diff({ a, b, anyway: false, json: false, ...given }));

const read = (file: string): ResultDocument => JSON.parse(readFileSync(file, "utf8"));

/** The same result with some of it changed. */
const changed = (file: string, change: Partial<ResultDocument>): string => {
  const other = join(folder(), "other.result.json");
  writeFileSync(other, JSON.stringify({ ...read(file), ...change }));
  return other;
};

test("a result is the same as itself", async () => {
  const file = await resultOf();
  const { code, out } = await call(file, file);
  expect(code).toBe(0);
  expect(out).toContain("The two are the same.");
  expect(out).not.toContain("Metrics");
});

test("a slower restart is told in points, durations and buckets, and breaks what held", async () => {
  const thresholds = "[effectiveThroughput >= 80 %, recoveryTime max <= 5 minutes]";
  const a = await resultOf({ thresholds });
  const b = await resultOf({ thresholds, recovery: "{ restart: 20 minutes }" });
  const { code, out } = await call(a, b);
  expect(code).toBe(1);
  expect(out).toMatch(/recoveryTime max <= 5 minutes\s+3 min 30 s\s+20 min 30 s\s+BROKEN NOW/);
  expect(out).toMatch(/effectiveThroughput >= 80 %\s+\S+ %\s+\S+ %\s+held/);
  expect(out).toMatch(/recoveryTime max\s+3 min 30 s\s+20 min 30 s\s+\+17 min/);
  expect(out).toMatch(/effectiveThroughput\s+\d+\.\d+ %\s+\d+\.\d+ %\s+−\d+\.\d+ points/);
  expect(out).toMatch(/restarting\s+3 min\s+20 min\s+\+17 min\s+\+9\.44/);
  // The other way round nothing that held is broken.
  expect((await call(b, a)).code).toBe(0);
});

test("differences change their sign when the two are swapped, and buckets' differences sum to that of the wall time", async () => {
  const [a, b] = [await resultOf(), await resultOf({ seed: "8", recovery: "{ restart: 7 minutes }" })].map(read);
  if (a === undefined || b === undefined) throw new Error("two results expected");
  const [there, back] = [compareResults(a, b), compareResults(b, a)];
  const minus = (value: number | null): number | null => (value === null ? null : 0 - value);
  expect(there.metrics.map(({ difference }) => minus(difference))).toEqual(
    back.metrics.map(({ difference }) => difference),
  );
  expect(there.ledger.reduce((sum, { differenceUs }) => sum + differenceUs, 0)).toBe(b.wallUs - a.wallUs);
  expect(there.metrics.some(({ difference }) => difference !== null && difference !== 0)).toBe(true);
});

test("what was judged and is no longer measured is unknown, not a pass", async () => {
  const thresholds = "[recoveryTime max <= 1 hour]";
  const a = await resultOf({ thresholds });
  const b = await resultOf({ thresholds, faults: "[]" });
  const { code, out } = await call(a, b);
  expect(code).toBe(4);
  expect(out).toMatch(/recoveryTime max <= 1 hour\s+3 min 30 s\s+unknown\s+UNKNOWN NOW/);
});

test("results of different experiments, versions, lengths or thresholds are refused unless told", async () => {
  const a = await resultOf();
  const others = [
    [changed(a, { title: "Another" }), 'different titles: "A small test" and "Another"'],
    [changed(a, { ordeal: "9.9.9" }), "different versions of Ordeal"],
    [changed(a, { wallUs: 1 }), "different lengths"],
    [changed(a, { thresholds: [] }), 'thresholds: "effectiveThroughput >= 80 %" is only in A'],
  ] as const;
  for (const [b, reason] of others) {
    const { code, err } = await call(a, b);
    expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
    expect(err).toContain(`Compare them all the same: pnpm ordeal diff ${a} ${b} --anyway`);
    const allowed = await call(a, b, { anyway: true });
    expect([allowed.code, allowed.err]).toEqual([0, expect.stringContaining("note: different")]);
  }
  const larger = await call(a, await resultOf({ cluster: "{ name: larger, nodes: 12, nodesPerSupernode: 6 }" }));
  expect(larger.err).toContain("note: different machines, small (6 nodes of ");
  const seeded = await call(a, await resultOf({ seed: "8" }));
  expect(seeded.err).toContain("different seeds, 7 and 8: part of what differs is chance");
});

test("what is no result of one run is refused, with a document where one was asked for", async () => {
  const good = await resultOf();
  const files = folder({
    "not.json": "{",
    "other.json": '{"name":"x"}',
    "two.json": JSON.stringify({ results: [read(good), read(good)] }),
    "short.json": JSON.stringify({ ...read(good), metrics: {} }),
  });
  const said = async (name: string) => (await call(join(files, name), good)).err;
  expect(await said("not.json")).toContain("is not JSON");
  expect(await said("other.json")).toContain("is not the result of a run");
  expect(await said("two.json")).toContain("holds 2 results: expected one");
  expect(await said("short.json")).toMatch(/metrics\.effectiveThroughput: is required/);
  expect(await said("absent.json")).toContain("absent.json");
  const { code, out } = await call(join(files, "other.json"), good, { json: true });
  expect([code, JSON.parse(out).problems]).toEqual([
    2,
    [{ source: "command line", path: [], message: expect.stringContaining("is not the result of a run") }],
  ]);
});

test("what `run --json` prints of one run is taken too, and --json prints one document", async () => {
  const a = await resultOf();
  const wrapped = join(folder({ "w.json": JSON.stringify({ results: [read(a)] }) }), "w.json");
  const { code, out } = await call(wrapped, a, { json: true });
  const document = JSON.parse(out);
  expect([code, document.outcome, document.verdict]).toEqual([0, "same", { a: "pass", b: "pass" }]);
  expect(document.ledger).toHaveLength(10);
});
