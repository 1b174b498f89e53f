import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { ImportFlags } from "../../src/import/flags.ts";
import { importFile } from "../../src/verbs/import.ts";
import { run } from "../../src/verbs/run.ts";
import { call as exportAs, keptRun } from "../export/support.ts";
import { folder, onScreen, root, smallExperiment } from "../support.ts";

const flags = {
  out: undefined,
  mapping: undefined,
  codes: [],
  zone: undefined,
  year: undefined,
  title: undefined,
  strict: false,
  json: false,
} as const;

const call = (format: string, file: string, given: Partial<ImportFlags> = {}) =>
  onScreen(importFile({ ...flags, format, file, ...given }));

const imports = (name: string) => join(root, "fixtures/imports", name);
const job = "{ nodes: 4, step: 10 seconds, linearity: 95 % }";

test.each([
  ["chaosmesh", "chaos-mesh.yaml", 5],
  ["litmus", "litmus.yaml", 3],
  ["chaostoolkit", "chaos-toolkit.json", 3],
])("an experiment of %s becomes one that runs", async (format, file, faults) => {
  const at = folder({ "base.yaml": smallExperiment({ job, duration: "12 hours" }) });
  const out = join(at, "drill.yaml");
  const { code, err } = await call(format, imports(file), { on: join(at, "base.yaml"), out });
  expect(code).toBe(0);
  expect(err).toContain("the first after 1 h 12 min of the run (--at)");
  expect(err).toContain("Became nothing:");
  expect(err).toContain(`Run it: pnpm ordeal run ${out}`);
  const text = readFileSync(out, "utf8");
  expect(text).toContain("# Assumed, so put your own numbers there:");
  const written = parse(text);
  expect([written.use, written.faults.length]).toEqual(["./base.yaml", faults]);
  const running = { json: true, seed: undefined, set: [], dryRun: false, rate: undefined, agent: undefined };
  const ran = await onScreen(run({ ...running, experiments: [out], out: undefined, tokenFile: undefined }));
  const [result] = JSON.parse(ran.out).results;
  expect(result.counts.faults).toBeGreaterThanOrEqual(faults - 1);
});

test("a run that is exported as a Chaos Toolkit journal comes back with the same faults at the same times", async () => {
  const faults = `[{ id: crash, kind: card.crash, target: sn00/n01/c3, at: 50 minutes, duration: 30 minutes },
    { id: node, kind: node.crash, target: sn00/n02, at: 80.5 minutes, duration: 20 minutes },
    { id: slow, kind: storage.slow, share: 50 %, at: 2 hours, duration: 10 minutes }]`;
  const at = await keptRun({ faults });
  const journal = join(at, "journal.json");
  await exportAs("chaostoolkit", join(at, "e.result.json"), { out: journal });
  const out = join(at, "again.yaml");
  const { code, err } = await call("chaostoolkit", journal, { on: join(at, "e.yaml"), out, at: "0 seconds" });
  expect(code).toBe(0);
  expect(parse(readFileSync(out, "utf8")).faults.map(({ id: _, ...fault }: { readonly id: string }) => fault)).toEqual([
    { kind: "card.crash", target: "sn00/n01/c3", at: "50 minutes", duration: "30 minutes" },
    { kind: "node.crash", target: "sn00/n02", at: "4830 seconds", duration: "20 minutes" },
  ]);
  expect(err).toContain("a journal does not tell the parameters of storage.slow");
});

test("an experiment of which nothing maps is one clear error, and nothing is written", async () => {
  const at = folder({
    "base.yaml": smallExperiment(),
    "clock.yaml":
      "{ apiVersion: chaos-mesh.org/v1alpha1, kind: TimeChaos, metadata: { name: c }, spec: { mode: one } }",
  });
  const out = join(at, "x.yaml");
  const { code, err } = await call("chaosmesh", join(at, "clock.yaml"), { on: join(at, "base.yaml"), out });
  expect([code, err]).toEqual([
    2,
    `nothing of ${join(at, "clock.yaml")} is a fault of Ordeal:\n  TimeChaos c: no kind of fault moves clocks\nNothing was written.\n`,
  ]);
  expect(existsSync(out)).toBe(false);
});

test("what does not fit the cluster is named with what is wrong with it", async () => {
  const cluster = "{ name: small, nodes: 6, nodesPerSupernode: 6, scaleOut: { uplinks: 0 } }";
  const at = folder({ "base.yaml": smallExperiment({ cluster, job }) });
  const { code, err } = await call("litmus", imports("litmus.yaml"), { on: join(at, "base.yaml") });
  expect([code, err]).toEqual([0, expect.stringContaining("pod-network-partition: on this cluster:")]);
});

test("--strict refuses what becomes nothing, and --json tells what became what", async () => {
  const at = folder({ "base.yaml": smallExperiment({ job }) });
  const on = join(at, "base.yaml");
  const strict = await call("litmus", imports("litmus.yaml"), { on, strict: true });
  expect([strict.code, strict.out, strict.err]).toEqual([2, "", expect.stringContaining("holds what is no fault")]);
  const { out } = await call("litmus", imports("litmus.yaml"), { on, json: true });
  const { format, mapped, unmapped } = JSON.parse(out);
  expect([format, mapped.length, unmapped.length]).toEqual(["litmus", 3, 3]);
});

test("text that would keep a parser busy is refused", async () => {
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ..."bcdefghi".split("").map((letter, nth) => {
      const before = String.fromCharCode(97 + nth);
      return `${letter}: &${letter} [*${before}, *${before}, *${before}, *${before}, *${before}, *${before}, *${before}, *${before}]`;
    }),
  ].join("\n");
  const at = folder({ "base.yaml": smallExperiment(), "bomb.yaml": `${bomb}\n`, "deep.yaml": "[".repeat(5_000) });
  const on = join(at, "base.yaml");
  const said = async (name: string) => (await call("chaosmesh", join(at, name), { on })).err;
  expect(await said("bomb.yaml")).toContain("follows its aliases too often");
  expect(await said("deep.yaml")).toContain("is nested too deeply");
});

test("what is missing or of no use is said", async () => {
  const at = folder({ "base.yaml": smallExperiment(), "bad.yaml": "a: [", "many.yaml": "[[[[[]]]]" });
  const on = join(at, "base.yaml");
  const said = async (format: string, file: string, given: Partial<ImportFlags> = {}) => {
    const { code, err } = await call(format, file, given);
    expect(code).toBe(2);
    return err;
  };
  expect(await said("litmus", imports("litmus.yaml"))).toContain("give the cluster and the job with --on EXPERIMENT");
  expect(await said("litmus", imports("litmus.yaml"), { on, zone: "UTC" })).toContain("has no use for --zone");
  expect(await said("xid", imports("dmesg.log"), { on })).toContain("xid has no use for --on");
  expect(await said("litmus", imports("litmus.yaml"), { on, at: "9 days" })).toContain("within the run");
  expect(await said("litmus", imports("litmus.yaml"), { on: join(at, "none.yaml") })).toContain("none.yaml");
  expect(await said("chaosmesh", imports("litmus.yaml"), { on })).toContain("is nothing of Chaos Mesh");
  expect(await said("litmus", join(at, "bad.yaml"), { on })).toContain("line 1: is not valid YAML");
  expect(await said("litmuss", imports("litmus.yaml"))).toContain("the nearest name is litmus");
});
