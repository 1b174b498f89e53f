import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ordeal } from "../command-line/command.ts";
import { folder } from "../support.ts";
import { experimentFile, sound } from "./support.ts";

/** Hunts in a process of its own, and presses Ctrl-C so long after it first said how far it is. */
const stopped = async (args: ReadonlyArray<string>, afterMs: number) => {
  let pressedMs = Number.POSITIVE_INFINITY;
  const ran = await ordeal(["hunt", ...args], {
    whenStarted: (pressCtrlC, { stderr }) => {
      stderr?.once("data", () =>
        setTimeout(() => {
          pressedMs = performance.now();
          pressCtrlC();
        }, afterMs),
      );
    },
  });
  return { ...ran, tookMs: performance.now() - pressedMs };
};

describe.each([1, 2])("Ctrl-C in a hunt by %i workers", (workers) => {
  test.each([3, 47])("tells the best so far and ends with 130, %i ms after a sign of life", async (afterMs) => {
    const file = sound();
    const { code, out } = await stopped([file, "--time", "10 minutes", "--workers", `${workers}`], afterMs);
    expect(out).toContain("UNKNOWN");
    expect(out).toContain("The worst: ");
    expect(out).toContain(`Go on: pnpm ordeal hunt ${file} --seed 1`);
    expect(code).toBe(130);
  });
});

/** An experiment whose recoveries each take a millisecond of real time to think about: making it small takes seconds. */
const pensive = `export default {
  title: "Pensive", duration: "24 hours", cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
  job: { nodes: 4, step: "10 seconds" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds" }] },
  recovery: {
    policy: () => {
      for (const startedMs = performance.now(); performance.now() < startedMs + 1; );
      return { name: "restart", does: "job", handles: ["*"], takes: 60_000_000, takesPerThousandCards: 0, success: 1, keepsProgress: false };
    },
  },
  budget: "at most 60 job.crash faults", thresholds: ["interruptions <= 2"],
};`;

test("Ctrl-C while a counterexample is made small saves the best so far", async () => {
  const faults = Array.from({ length: 60 }, (_, index) => `  - { kind: job.crash, at: ${20 * index + 2} minutes }\n`);
  const at = folder({ "pensive.ts": pensive, "many.yaml": `title: Many\nfaults:\n${faults.join("")}` });
  const args = [join(at, "pensive.ts"), "--example", join(at, "many.yaml"), "--out", join(at, "found")];
  const { code, out, err } = await stopped(args, 5);
  expect(out, err).toContain("stopped before it was as simple as can be; it fails again, same journal");
  expect(readdirSync(join(at, "found"))).toHaveLength(2);
  expect(code).toBe(130);
});

test("Ctrl-C is heard between two timelines, however slow each of them is", async () => {
  const file = experimentFile({
    duration: "100 days",
    hazards: "[{ id: crashes, rate: 2 per node-day, kinds: [{ kind: job.crash }] }]",
    thresholds: "[effectiveThroughput >= 1 %]",
  });
  const { code, out, tookMs } = await stopped([file, "--time", "10 minutes"], 5);
  expect(out).toContain("The worst: ");
  expect(code).toBe(130);
  expect(tookMs).toBeLessThan(5_000);
});
