/** What campaigns, plans and comparisons wrote becomes pictures with the numbers that they have. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Block, ReportPart } from "@ordeal/dashboard";
import { afterAll, expect, test } from "vitest";
import { readResult } from "../../src/report/read-result.ts";
import { ordeal } from "../command-line/command.ts";

const folder = mkdtempSync(join(tmpdir(), "ordeal-documents-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const experiment = join(folder, "small.json");
writeFileSync(
  experiment,
  JSON.stringify({
    title: "Four nodes that crash",
    seed: 1,
    duration: "2 days",
    cluster: { use: "clusters/four-nodes" },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
    recovery: { restart: "90 seconds" },
    hazards: [{ id: "nodes", rate: "200 per 1,000 node-days", kinds: [{ kind: "node.crash" }] }],
    thresholds: ["effectiveThroughput >= 90 %"],
    campaign: { thresholds: ["P(effectiveThroughput >= 90 %) >= 50 %"] },
  }),
);

const partOf = async (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  const [part] = await readResult(file, { takesIncomplete: false });
  if (part?.what !== "blocks") throw new Error("expected blocks");
  return part.part;
};

const blocksOf = <Show extends Block["show"]>(
  { blocks }: Extract<ReportPart, { what: "blocks" }>["part"],
  show: Show,
): ReadonlyArray<Extract<Block, { show: Show }>> =>
  blocks.filter((block): block is Extract<Block, { show: Show }> => block.show === show);

test("a campaign is a distribution of all its runs with the threshold drawn in", async () => {
  const { out } = await ordeal(["campaign", experiment, "--runs", "40", "--out", join(folder, "c"), "--json"]);
  const part = await partOf("campaign.json", out);
  const document = JSON.parse(out) as { readonly verdict: string; readonly metrics: ReadonlyArray<{ mean: number }> };
  expect(part.verdict).toBe(document.verdict);
  const [distribution] = blocksOf(part, "distribution");
  expect(distribution?.counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(distribution?.limits).toEqual([{ at: 0.9, label: "effectiveThroughput >= 90 %" }]);
  expect(distribution?.from).toBeLessThanOrEqual(0.9);
  expect(blocksOf(part, "table").map(({ title }) => title)).toContain("The worst seeds");
});

test("a plan is its settings, those that nothing beats on a line", async () => {
  const { out } = await ordeal([
    "plan",
    experiment,
    "--vary",
    "checkpoint.interval=5 minutes,20 minutes,2 hours",
    "--runs",
    "20",
    "--out",
    join(folder, "p"),
    "--json",
  ]);
  const part = await partOf("plan.json", out);
  const { settings } = JSON.parse(out) as { readonly settings: ReadonlyArray<{ readonly front: boolean }> };
  const [scatter] = blocksOf(part, "scatter");
  expect(scatter?.points).toHaveLength(3);
  expect(scatter?.points.map(({ isOnFront }) => isOnFront)).toEqual(settings.map(({ front }) => front));
});

test("a comparison is the model beside what was measured", async () => {
  const part = await partOf(
    "compare.json",
    JSON.stringify({
      experiment: "kill",
      within: 2,
      held: true,
      points: 0.31,
      predicted: 0.7,
      measured: [0.703],
      buckets: [
        { bucket: "productive", predicted: 0.7, measured: 0.703, points: 0.3, why: null },
        { bucket: "planned", predicted: 0, measured: 0, points: 0, why: null },
      ],
      doubts: [],
    }),
  );
  expect(part.verdict).toBe("pass");
  expect(blocksOf(part, "table")[0]?.rows).toEqual([["productive", "70.00 %", "70.30 %", "0.30", ""]]);
});

test("a campaign of another version is refused with what makes it anew", async () => {
  const { out } = await ordeal(["campaign", experiment, "--runs", "2", "--out", join(folder, "d"), "--json"]);
  const other = out.replace('"ordeal": "', '"ordeal": "9.');
  await expect(partOf("other.json", other)).rejects.toThrow("run it again: pnpm ordeal campaign");
});
