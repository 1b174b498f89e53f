import { decodeExperiment, type Experiment, type RunResult } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";

/** What the closed forms assume; durations as people write them. */
export interface Assumed {
  readonly nodes: number;
  readonly days: number;
  readonly step: string;
  /** A rate for hazard text, such as `6.5 per 1,000 node-days`. */
  readonly rate: string;
  readonly intervalSeconds: number | "daly";
  readonly saveSeconds: number;
  /** Downtime before, and load after, the one rung of recovery. */
  readonly restartSeconds: number;
  readonly loadSeconds?: number;
}

/**
 * The setting of the closed forms: whole steps, a synchronous checkpoint, every fault fail-stop and seen at once, one rung
 * of recovery, faults during recovery too, and unlimited hot spares.
 */
export const closedFormScenario = (assumed: Assumed): Experiment =>
  decoded({
    title: "closed form",
    duration: `${assumed.days} days`,
    cluster: { name: "closed form", nodes: assumed.nodes },
    job: { nodes: assumed.nodes, step: assumed.step, spares: "unlimited" },
    checkpoint: {
      interval: assumed.intervalSeconds === "daly" ? "daly" : `${assumed.intervalSeconds} seconds`,
      tiers: [{ stall: `${assumed.saveSeconds} seconds`, load: `${assumed.loadSeconds ?? 0} seconds` }],
    },
    recovery: {
      restart: `${assumed.restartSeconds} seconds`,
      detect: { crash: "0 seconds", hang: "0 seconds", cut: "0 seconds", corruption: "0 seconds" },
    },
    hazards: [{ id: "faults", rate: assumed.rate, kinds: [{ kind: "card.crash" }], target: "a card of the job" }],
  });

export const decoded = (written: object): Experiment => {
  const result = decodeExperiment(written);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result.value;
};

/** One number of each run over so many seeds. */
export const overSeeds = (experiment: Experiment, seeds: number, pick: (result: RunResult) => number): Array<number> =>
  Array.from({ length: seeds }, (_, seed) => pick(simulate(experiment, { seed: seed + 1 })));

export const ettr = ({ metrics }: RunResult): number => metrics.ettr ?? Number.NaN;
