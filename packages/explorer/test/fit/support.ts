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
