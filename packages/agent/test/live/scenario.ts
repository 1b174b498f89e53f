import type { Scenario } from "@ordeal/model";
import { readExperiment } from "@ordeal/simulator";

/** A scenario for a lab, with these fields of its cluster. */
export const scenarioOf = (cluster: object = {}): Scenario => {
  const decoded = readExperiment({
    title: "lab",
    duration: "1 minute",
    cluster: {
      name: "lab",
      nodes: 3,
      cardsPerNode: 1,
      scaleUp: { planes: 0 },
      scaleOut: { uplinks: 1, tors: 1 },
      ...cluster,
    },
    job: { nodes: 2, step: "20 ms" },
    checkpoint: { interval: "10 s", tiers: [{ name: "storage", stall: "5 ms", persist: "50 ms", load: "1 s" }] },
    thresholds: [],
  });
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};
