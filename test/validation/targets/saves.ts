import { SECOND_US } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import { decoded } from "../scenario.ts";
import { exactly, type Target } from "../target.ts";

export const bloomSavesTarget: Target = {
  number: 13,
  title: "BLOOM-176B's saves: 40 s every 100 iterations of 108 s",
  rows: () => {
    const experiment = decoded({
      title: "saves",
      duration: "100 days",
      cluster: { name: "Jean Zay", nodes: 48 },
      job: { nodes: 48, step: "108 seconds" },
      checkpoint: { interval: { steps: 100 }, tiers: [{ stall: "40 seconds" }] },
    });
    const given = {
      name: "share of the time, %",
      expected: 0.37,
      tolerance: 0.005,
      source: "BLOOM-176B's chronicles, bigscience-workshop/bigscience",
      assumed: "a save stops training for as long as it takes; 108 s with the evaluations in it",
    };
    return [exactly(given, 100 * (simulate(experiment, { seed: 1 }).metrics.checkpointOverhead ?? Number.NaN))];
  },
};

const PHASES = 180;
const HOUR_SECONDS = 3_600;

/** What one failure costs that comes so long after a save began, in seconds: what is lost, and the load. */
const wastedSeconds = (phaseSeconds: number): number => {
  const experiment = decoded({
    title: "one failure",
    duration: "1 day",
    cluster: { name: "one failure", nodes: 16 },
    job: { nodes: 16, step: "10 seconds" },
    checkpoint: {
      interval: "3 hours",
      tiers: [{ stall: "0 seconds", persist: "40 minutes", load: "40 minutes" }],
    },
    recovery: { restart: "0 seconds", detect: { crash: "0 seconds" } },
    faults: [{ kind: "job.crash", at: `${9 * HOUR_SECONDS + phaseSeconds} seconds` }],
  });
  const { ledgerUs } = simulate(experiment, { seed: 1 });
  return (ledgerUs.recompute + ledgerUs.loading) / SECOND_US;
};

export const geminiTarget: Target = {
  number: 14,
  title: "wasted time of a failure, t_ckpt + 1/(2f) + t_rtvl",
  rows: () => {
    const phases = Array.from({ length: PHASES }, (_, index) => ((index + 0.5) * 3 * HOUR_SECONDS) / PHASES);
    const mean = phases.reduce((sum, phase) => sum + wastedSeconds(phase), 0) / PHASES;
    const given = {
      name: "save 40 min, every 3 h, load 40 min, in seconds",
      expected: 10_200,
      tolerance: 102,
      source: "GEMINI, SOSP 2023, its formula",
      assumed: `a copy counts when it is written to its end; the mean over ${PHASES} failures spread evenly between two saves`,
    };
    return [exactly(given, mean)];
  },
};
