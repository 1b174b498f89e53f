import { decodeExperiment, type Experiment, printPath } from "@ordeal/model";

/** An hour on four nodes; any section can be replaced, as people write it. */
export const experimentOf = (sections: object = {}): Experiment => {
  const decoded = decodeExperiment({
    title: "Small",
    duration: "1 hour",
    cluster: { name: "four", nodes: 4, cardsPerNode: 8, nodesPerSupernode: 4 },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
    ...sections,
  });
  if ("value" in decoded) return decoded.value;
  throw new Error(decoded.problems.map(({ path, message }) => `${printPath(path)}: ${message}`).join("\n"));
};

export const crashAt = (at: string, id = "crash") => ({ id, kind: "job.crash", at });
