import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnyEvent, decodeExperiment, judge, parseThreshold, type Recording, WatchedRun } from "@ordeal/model";
import { expect, test } from "vitest";
import { Torchrun, whyNoTorch } from "./torchrun.ts";

const why = whyNoTorch();

const experimentOf = () => {
  const decoded = decodeExperiment({
    title: "A real training",
    seed: 1,
    cluster: { name: "this machine", nodes: 1, cardsPerNode: 2, nodesPerSupernode: 1 },
    job: { nodes: 1, step: "20 ms" },
    checkpoint: { interval: { steps: 10 }, tiers: [{ stall: "2 ms" }] },
    duration: "1 hour",
  });
  if ("value" in decoded) return decoded.value;
  throw new Error(JSON.stringify(decoded.problems));
};

/** How many steps rank 0 has ended in its newest process. */
const stepsOf = ({ happened }: Recording, nth: number): number => {
  const pids = [
    ...new Set(happened.flatMap((one) => ("process" in one && one.process.rank === 0 ? [one.process.pid] : []))),
  ];
  return happened.filter(
    (one) =>
      "record" in one && one.record.event === "step.end" && one.process.rank === 0 && one.process.pid === pids[nth],
  ).length;
};

test.skipIf(why !== undefined)(
  `a rank of a real training is killed and its newest checkpoint torn: it goes on from the one before, and its weights are the same bit for bit${why === undefined ? "" : ` [${why}]`}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "ordeal-live-"));
    const job = new Torchrun(folder, 2, ["--save-every=10", "--work=3", "--device=40", "--timeout=20"]);
    try {
      // Steps are slow enough that the next copy is not there before the newest is torn.
      await job.until("thirty-five steps", (recording) => stepsOf(recording, 0) >= 35);
      job.kill(1, "kill");
      truncateSync(job.newestCheckpoint(), 1_000);
      await job.until("thirty steps after the restart", (recording) => stepsOf(recording, 1) >= 30);
      const endUs = job.now();
      await job.end();
      const recording = job.recording();
      const events: Array<AnyEvent> = [];
      const run = new WatchedRun(experimentOf(), {
        seed: 1,
        ranks: 2,
        launcher: "torchrun",
        onEvent: (event) => events.push(event as AnyEvent),
      });
      for (const one of recording.happened) if (one.atUs <= endUs) run.see(one);
      run.end(endUs);
      const { result, violations, doubts } = run.result();
      const types = events.map(({ type }) => type).filter((type) => !type.startsWith("checkpoint."));
      expect(types).toEqual([
        "run.started",
        "fault.started",
        "job.stopped",
        "fault.ended",
        "rung.started",
        "rung.succeeded",
        "load.started",
        "load.rejected",
        "job.resumed",
        "run.ended",
      ]);
      expect({ violations, doubts }).toEqual({ violations: [], doubts: [] });
      expect(recording.lines).toMatchObject({ malformed: 0, unknown: 0 });
      expect(result.interruptions).toMatchObject([{ kind: "job.crash", faultId: "kill", isOver: true }]);
      const { detecting, restarting, loading, recompute, productive } = result.ledgerUs;
      for (const us of [detecting, restarting, loading, recompute, productive]) expect(us).toBeGreaterThan(0);
      expect(Object.values(result.ledgerUs).reduce((sum, us) => sum + us, 0)).toBe(result.wallUs);
      // The step of the copy that was torn is saved again: its weights were compared.
      const saved = recording.happened.flatMap((one) =>
        "record" in one && one.record.event === "persist.end" ? [`${one.record.step} ${one.record.weights}`] : [],
      );
      expect(saved.length).toBeGreaterThan(new Set(saved).size);
      const threshold = parseThreshold("effectiveThroughput > 1 %");
      if (typeof threshold === "string") throw new Error(threshold);
      expect(judge(result.metrics, [threshold]).verdict).toBe("pass");
    } finally {
      await job.end();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
