import { decodeExperiment, type Experiment, printPath } from "@ordeal/model";

/** Three hours on a job of four nodes and two spares, in two loops; as people write it. */
export const written = (sections: object = {}) => ({
  title: "Small",
  duration: "3 hours",
  cluster: {
    name: "small",
    nodes: 6,
    cardsPerNode: 8,
    nodesPerSupernode: 3,
    scaleUp: { planes: 2 },
    scaleOut: { uplinks: 2, tors: 2 },
    repair: { fixed: "30 minutes" },
    cooling: { supernodesPerLoop: 1 },
  },
  job: { nodes: 4, step: "1 second" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
  recovery: { restart: "90 seconds" },
  ...sections,
});

export const experimentOf = (sections: object = {}): Experiment => {
  const decoded = decodeExperiment(written(sections));
  if ("value" in decoded) return decoded.value;
  throw new Error(decoded.problems.map(({ path, message }) => `${printPath(path)}: ${message}`).join("\n"));
};

/** A series of a scrape: its value by name and labels. */
export const parseMetrics = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))] as const;
      }),
  );
