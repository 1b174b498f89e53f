import { join } from "node:path";
import { type Bucket, clusterDocument, judge, type ResultDocument, type RunResult } from "@ordeal/model";
import { displayWidth } from "effect/cli/CliOutput";
import { expect, test } from "vitest";
import { loadExperiment } from "../../src/files/load.ts";
import { plainStyle } from "../../src/print/style.ts";
import { summarize } from "../../src/summary/summary.ts";
import { fakeResult } from "../run/fake-run.ts";
import { folder, smallExperiment } from "../support.ts";

const summaryOf = async (
  sections: Readonly<Record<string, string>>,
  parts: Partial<RunResult> = {},
): Promise<string> => {
  const loading = await loadExperiment(join(folder({ "e.yaml": smallExperiment(sections) }), "e.yaml"));
  if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
  const { experiment } = loading.loaded;
  const result = fakeResult(parts);
  const { verdict, judgements } = judge(result.metrics, experiment.thresholds);
  const document: ResultDocument = {
    ...result,
    ordeal: "0.1.0",
    experiment: "e",
    title: experiment.title,
    cluster: clusterDocument(experiment.cluster),
    assumed: [],
    verdict,
    thresholds: judgements,
    baseline: null,
    findings: [],
    steadyState: null,
    stopped: null,
    unhealed: [],
    journal: { events: 0, sha256: "", file: null, complete: true },
    warnings: [],
    command: "pnpm ordeal run e.yaml --seed 7",
  };
  return summarize({ document, experiment, style: plainStyle });
};

test("the verdict comes first and the command to repeat it last", async () => {
  const lines = (await summaryOf({ next: "pnpm ordeal run f.yaml" })).trimEnd().split("\n");
  expect(lines.slice(0, 2)).toEqual([
    "PASS     A small test",
    "         effective throughput 90.00 % (target >= 80 %) over 3 h, seed 7",
  ]);
  expect(lines.slice(-2)).toEqual([
    "Next, try: pnpm ordeal run f.yaml",
    "Run it again: pnpm ordeal run e.yaml --seed 7",
  ]);
});

test("each threshold is told with what was measured", async () => {
  const summary = await summaryOf({
    thresholds: "[effectiveThroughput >= 95 %, recoveryTime p99 < 10 minutes, energy < 1 MWh]",
  });
  expect(summary).toContain("✗ effectiveThroughput >= 95 %    90.00 %\n");
  expect(summary).toContain("? recoveryTime p99 < 10 minutes  nothing to measure\n");
  expect(summary).toContain("✓ energy < 1 MWh                 10 kWh\n");
});

test("without thresholds nothing was judged, and that is said", async () => {
  expect(await summaryOf({ thresholds: "[]" })).toContain("No thresholds: nothing was judged.");
});

test("lost time is listed from the largest loss down, without what is zero", async () => {
  const summary = await summaryOf({});
  const lines = summary
    .slice(summary.indexOf("Where the 3 h went"))
    .split("\n\n")[0]
    ?.split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, " | "));
  expect(lines).toEqual([
    "Where the 3 h went",
    "productive | 90.00 % | 2 h 42 min",
    "lost | 10.00 % | 18 min | of which",
    "recompute | 6.00 % | 10 min 48 s | ██████████████████ | steps done again",
    "checkpoint | 4.00 % | 7 min 12 s | ████████████ | saves that block",
  ]);
});

test("a failure says what each of the largest losses would have to be", async () => {
  const summary = await summaryOf({ thresholds: "[effectiveThroughput >= 95 %]" });
  expect(summary).toContain("effectiveThroughput >= 95 %: 9 min too little. What took the most:");
  expect(summary).toMatch(/recompute +10 min 48 s +at most 1 min 48 s would do, all else the same/);
  expect(summary).toMatch(/checkpoint +7 min 12 s +removing all of it would still not be enough/);
});

test("an unknown verdict says what was not measured", async () => {
  const summary = await summaryOf({ thresholds: "[recoveryTime p99 < 10 minutes]" });
  expect(summary).toMatch(/^UNKNOWN {2}A small test/);
  expect(summary).toContain("the run gave nothing to measure, which is");
});

test("a job that ends waiting for nodes is called starved", async () => {
  expect(await summaryOf({}, { starved: true })).toContain("STARVED: at the end the job was waiting for nodes\n");
  const recovery = "{ policy: { ladder: [{ name: restart, does: job }] } }";
  expect(await summaryOf({ recovery }, { starved: true })).toContain("or because no rung handles all that was found");
});

test("recoveries that never came are the slowest, and only five are shown", async () => {
  const interruptions = [60, 600, null, 300, 120, 240].map((seconds, index) => ({
    atUs: index * 600_000_000,
    kind: "card.crash",
    cause: "card.crash",
    faultId: `f${index}`,
    recoveryUs: (seconds ?? 30) * 1_000_000,
    isOver: seconds !== null,
    lostUs: 0,
  }));
  const summary = await summaryOf({}, { interruptions });
  const lines = summary.slice(summary.indexOf("Slowest recoveries")).split("\n\n")[0]?.split("\n").slice(2);
  expect(lines?.map((line) => line.trim().split(/ {2,}/)[1])).toEqual(["> 30 s", "10 min", "5 min", "4 min", "2 min"]);
  expect(lines?.[0]).toContain("card.crash");
});

test("no line is wider than a terminal, whatever people name things", async () => {
  const cause = "a very long cause, as monitoring systems like to write them, 高带宽内存不可纠正错误 and so on";
  const day = 86_399_000_000;
  const summary = await summaryOf(
    {
      thresholds:
        "[effectiveThroughput >= 99.99 %, recoveryTime p99 < 10 minutes, worstWindow >= 99 %, checkpointOverhead < 0.1 %]",
    },
    {
      faultsByCause: [{ cause, kind: "checkpoint.corrupt", count: 123_456 }],
      interruptions: [
        {
          atUs: 3_000 * day,
          kind: "card.crash",
          cause,
          faultId: "f",
          recoveryUs: day - 60_000_000,
          isOver: true,
          lostUs: day - 60_000_000,
        },
      ],
      ledgerUs: Object.fromEntries(
        [
          "productive",
          "degraded",
          "recompute",
          "checkpoint",
          "stalled",
          "planned",
          "detecting",
          "rescheduling",
          "restarting",
          "loading",
        ].map((bucket) => [bucket, 40_199_000_000]),
      ) as Record<Bucket, number>,
      wallUs: 401_990_000_000,
    },
  );
  expect(summary.split("\n").filter((line) => displayWidth(line) > 80)).toEqual([]);
});

test("a threshold on spares that are unlimited is unknown, and that is said", async () => {
  const summary = await summaryOf(
    { thresholds: "[sparesLowest >= 1]", job: "{ nodes: 4, step: 10 seconds, spares: unlimited }" },
    { metrics: { ...fakeResult({}).metrics, sparesLowest: null } },
  );
  expect(summary).toMatch(/^UNKNOWN/);
  expect(summary.replace(/\n +/g, " ")).toContain("the job's spares are unlimited, so that there is no lowest number");
});

test("work that corruption threw away is no reason to save more often", async () => {
  const [crash] = fakeResult().interruptions;
  if (crash === undefined) throw new Error("there is one");
  const metrics = { ...fakeResult().metrics, lostWork: { mean: 60, p50: 60, p90: 60, p99: 60, max: 60 } };
  const thresholds = "[lostWork p99 <= 10 seconds]";
  const corruption = { ...crash, kind: "card.corrupt" as const, lostUs: 3_600e6 };
  const found = await summaryOf({ thresholds }, { metrics, interruptions: [crash, corruption] });
  expect(found.replace(/\s+/g, " ")).toContain("1 corruption threw away 1 h of 1 h 1 min: find corruption sooner");
  expect(found).not.toMatch(/; save\s+more\s+often/);
  expect(await summaryOf({ thresholds }, { metrics, interruptions: [crash, crash] })).toMatch(/; save\s+more\s+often/);
});
