import { decodeExperiment, type Experiment } from "@ordeal/model";
import type { ObservedFault, ObservedGroup } from "../../src/fit/observed.ts";

export const HOUR = 3_600_000_000;
export const DAY = 24 * HOUR;

/** Faults of nodes, in order of time, as a record of so many days of so many nodes has them. */
export const nodesRecord = (
  faults: ReadonlyArray<Partial<ObservedFault> & { readonly atUs: number }>,
  { nodes = 100, days = 100 } = {},
): ObservedGroup => ({
  component: "node",
  target: undefined,
  sorts: [{ kind: "node.crash", cause: undefined, parameters: {} }],
  faults: faults
    .map((fault) => ({ end: "open" as const, node: 0, component: fault.node ?? 0, sort: 0, ...fault }))
    .toSorted((a, b) => a.atUs - b.atUs),
  components: nodes,
  drawn: nodes,
  windows: [{ fromUs: 0, toUs: days * DAY }],
});

/** A job of one node in a cluster of so many, under one hazard, whose truth a fit shall find. */
export const truthOf = (nodes: number, days: number, hazard: object): Experiment => {
  const decoded = decodeExperiment({
    title: "truth",
    duration: `${days} days`,
    cluster: { name: "truth", nodes, nodesPerSupernode: 100 },
    job: { nodes: 1, step: "1 day" },
    checkpoint: { interval: "100 days", tiers: [{ stall: "0 seconds" }] },
    hazards: [hazard],
  });
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};
