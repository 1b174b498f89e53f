import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, smallExperiment } from "../support.ts";
import { ordealProcess } from "./command.ts";

const given = (args: ReadonlyArray<string>, text: string) =>
  ordealProcess(args, { whenStarted: (_, child) => child.stdin?.end(text) });

test("run - runs what stands on stdin, be it YAML or JSON, and names its files", async () => {
  const out = folder();
  const { code, out: said } = await given(["run", "-", "--out", out], smallExperiment());
  expect(code).toBe(0);
  expect(said).toContain("Run it again: pnpm ordeal run - --seed 7");
  expect(readdirSync(out)).toEqual(["stdin.journal.ndjson", "stdin.result.json"]);
  const json = JSON.stringify({
    title: "In JSON",
    duration: "3 hours",
    cluster: { use: "clusters/four-nodes" },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "1 second", persist: "1 second", load: "20 seconds" }] },
    faults: [{ kind: "card.crash", target: "sn00/n01/c3", at: "50 minutes" }],
    thresholds: ["effectiveThroughput >= 80 %"],
  });
  expect(await given(["run", "-"], json)).toMatchObject({ code: 0, out: expect.stringContaining("In JSON") });
});

test("stdin is named twice, and read once", async () => {
  expect((await given(["run", "-", "-"], smallExperiment())).out).toContain("2 experiments");
});

test("check - tells problems by their lines", async () => {
  const { code, err } = await given(["check", "-"], smallExperiment({ duration: "soon" }));
  expect(code).toBe(2);
  expect(err).toMatch(/stdin:\d+:\d+ duration: /);
  expect((await given(["check", "-"], smallExperiment())).code).toBe(0);
  expect((await given(["check", "-"], "")).code).toBe(2);
});

test("a file of that name is a file", async () => {
  expect((await given(["check", "./-"], smallExperiment())).err).toContain("does not exist");
});

test("a hunt needs a file", async () => {
  expect(await given(["hunt", "-"], smallExperiment())).toMatchObject({
    code: 2,
    err: expect.stringContaining("a hunt needs a file"),
  });
});

test("pnpm ordeal, typed in a folder below, means the files of that folder", async () => {
  const at = folder({ "e.yaml": smallExperiment() });
  const env = { INIT_CWD: at, npm_lifecycle_event: "ordeal" };
  expect(await ordealProcess(["check", "e.yaml"], { env, from: "sources" })).toMatchObject({
    code: 0,
    out: expect.stringContaining("✓ e.yaml"),
  });
  // Another script that runs the command is where it wants to be.
  expect(
    (await ordealProcess(["check", "e.yaml"], { env: { ...env, npm_lifecycle_event: "test" }, from: "sources" })).code,
  ).toBe(2);
  expect(
    (await ordealProcess(["check", join(at, "e.yaml")], { env: { INIT_CWD: undefined }, from: "sources" })).code,
  ).toBe(0);
});
