import type { Address, ComponentKind, Selector } from "@ordeal/model";
import type { Ground } from "../cluster/ground.ts";

/**
 * How probably a fault that is drawn by a hazard's target strikes a component that touches the job: one that holds a node
 * of the job, or lies in one, as the job is placed at the start.
 */
export const shareOnJob = (component: ComponentKind, target: Selector | undefined, ground: Ground): number => {
  const { topology } = ground;
  if (!hasNodes(component)) return 1;
  if (target === undefined || target.by === "slowest") {
    // Cards, uplinks and racks are drawn by way of a node, everything else for itself.
    return isDrawnByNode(component)
      ? shareOfNodes(component, 0, topology.nodes, ground)
      : touchingJob(component, ground) / topology.count(component);
  }
  const scope = target.by === "draw" ? target.of : target;
  if (scope === "cluster") return touchingJob(component, ground) / topology.count(component);
  if (scope === "job") return 1;
  if (scope === "spares") return shareOfSpares(component, ground);
  const matching = topology.matching(scope.address);
  if (matching.length === 0) return 0;
  const shares = matching.map((index) => {
    const [from, end] = topology.nodesOf(scope.address.component, index);
    if (scope.address.component === component) return jobNodesBetween(from, end, ground) > 0 ? 1 : 0;
    return from === end ? 0 : shareOfNodes(component, from, end, ground);
  });
  return shares.reduce((sum, share) => sum + share, 0) / matching.length;
};

/** How many components of a kind touch the job. */
export const touchingJob = (component: ComponentKind, ground: Ground): number => {
  const { topology, scenario } = ground;
  if (!hasNodes(component)) return 1;
  if (isInNode(component)) return scenario.job.nodes * topology.countIn(component);
  let count = 0;
  for (let index = 0; index < topology.count(component); index++) {
    const [from, end] = topology.nodesOf(component, index);
    if (jobNodesBetween(from, end, ground) > 0) count++;
  }
  return count;
};

/** How many nodes of the job lie in or below an address, or a glob. */
export const jobNodesUnder = (address: Address, ground: Ground): number => {
  const nodes = new Set<number>();
  let count = 0;
  for (const index of ground.topology.matching(address)) {
    const [from, end] = ground.topology.nodesOf(address.component, index);
    // Several cards, or planes, of one place are that place.
    if (nodes.has(from)) continue;
    nodes.add(from);
    count += jobNodesBetween(from, end, ground);
  }
  return count;
};

/** The share of a range of nodes whose component of a kind touches the job. */
const shareOfNodes = (component: ComponentKind, from: number, end: number, ground: Ground): number => {
  if (isInNode(component)) return jobNodesBetween(from, end, ground) / (end - from);
  let touching = 0;
  for (const [first, last] of blocks(component, from, end, ground)) touching += last - first;
  return touching / (end - from);
};

/** The share of the spares whose component of a kind touches the job: a spare may share its loop with nodes of the job. */
const shareOfSpares = (component: ComponentKind, ground: Ground): number => {
  const { topology, scenario } = ground;
  const spares = topology.nodes - scenario.job.nodes;
  if (spares === 0 || isInNode(component)) return 0;
  let beside = 0;
  for (const [first, last] of blocks(component, 0, topology.nodes, ground)) {
    beside += last - first - jobNodesBetween(first, last, ground);
  }
  return beside / spares;
};

/** The stretches of a range of nodes that lie in one component which touches the job. */
function* blocks(
  component: ComponentKind,
  from: number,
  end: number,
  ground: Ground,
): Generator<readonly [number, number]> {
  const { topology } = ground;
  for (let node = from; node < end; ) {
    const [first, last] = topology.nodesOf(component, topology.componentAt(component, node, 0));
    const blockEnd = Math.min(end, last);
    if (jobNodesBetween(first, last, ground) > 0) yield [node, blockEnd];
    node = blockEnd;
  }
}

const jobNodesBetween = (from: number, end: number, { placement }: Ground): number =>
  placement.jobNodesBetween(from, end);

const isInNode = (component: ComponentKind): boolean =>
  component === "card" || component === "node" || component === "uplink";

const isDrawnByNode = (component: ComponentKind): boolean => isInNode(component) || component === "rack";

/** Whether nodes lie in or above a component, so that some of them may be the job's and others not. */
const hasNodes = (component: ComponentKind): boolean =>
  component !== "job" && component !== "storage" && component !== "scheduler" && component !== "tier";
