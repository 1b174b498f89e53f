import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ordealProcess } from "../command-line/command.ts";
import { folder } from "../support.ts";

/** Hunts in a process of its own, and presses Ctrl-C so long after it first said anything. */
const stopped = async (args: ReadonlyArray<string>, afterMs: number) => {
  let pressedMs = Number.POSITIVE_INFINITY;
  const ran = await ordealProcess(["hunt", ...args], {
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

/** An experiment that says so when its policy is asked for the `nth` time, and may think about each for a while. */
const telling = (nth: number, thinkMs: number, sections: string): string => `let asked = 0;
export default {
  title: "Telling", duration: "24 hours", cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
  job: { nodes: 4, step: "10 seconds" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds" }] },
  recovery: {
    policy: () => {
      for (const startedMs = performance.now(); performance.now() < startedMs + ${thinkMs}; );
      if (++asked === ${nth}) console.error("at work");
      return { name: "restart", does: "job", handles: ["*"], takes: 60_000_000, takesPerThousandCards: 0, success: 1, keepsProgress: false };
    },
  },
  ${sections}
};`;

describe.each([1, 2])("Ctrl-C in a hunt by %i workers", (workers) => {
  test.each([3, 47])("tells the best so far and ends with 130, %i ms after a sign of life", async (afterMs) => {
    const sections = 'budget: "at most 2 job.crash faults", thresholds: ["availability >= 10 %"],';
    const file = join(folder({ "telling.ts": telling(200, 0, sections) }), "telling.ts");
    const { code, out } = await stopped([file, "--time", "10 minutes", "--workers", `${workers}`], afterMs);
    expect(out).toContain("UNKNOWN");
    expect(out).toContain("The worst: ");
    expect(out).toContain(`Go on: pnpm ordeal hunt ${file} --seed 1`);
    expect(code).toBe(130);
  });
});

test("Ctrl-C while a counterexample is made small saves the best so far", async () => {
  const faults = Array.from({ length: 30 }, (_, index) => `  - { kind: job.crash, at: ${20 * index + 2} minutes }\n`);
  // The first ninety are those of the example itself, tried and verified; making it small takes a second.
  const pensive = telling(200, 1, 'budget: "at most 30 job.crash faults", thresholds: ["interruptions <= 2"],');
  const at = folder({ "pensive.ts": pensive, "many.yaml": `title: Many\nfaults:\n${faults.join("")}` });
  const args = [join(at, "pensive.ts"), "--example", join(at, "many.yaml"), "--out", join(at, "found")];
  const { code, out, err } = await stopped(args, 5);
  expect(out, err).toContain("stopped before it was minimal; verified");
  expect(readdirSync(join(at, "found"))).toHaveLength(2);
  expect(code).toBe(130);
});

test("Ctrl-C is heard within a timeline, however slow it is, and what was tried before is told", async () => {
  const sections = `
    duration: "250 days", budget: "at most 2 card faults", thresholds: ["effectiveThroughput >= 10 %"],
    hazards: [{ id: "crashes", rate: "0.9 per node-day", kinds: [{ kind: "job.crash" }] }],`;
  const file = join(folder({ "slow.ts": telling(6_000, 0, sections) }), "slow.ts");
  const { code, out, tookMs } = await stopped([file, "--time", "10 minutes"], 5);
  expect(out).toContain("The worst: ");
  expect(code).toBe(130);
  expect(tookMs).toBeLessThan(5_000);
});
