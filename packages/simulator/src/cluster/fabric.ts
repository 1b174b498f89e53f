import type { ComponentKind } from "@ordeal/model";
import type { Fleet, Holder } from "./fleet.ts";
import type { Topology } from "./topology.ts";

/** The share that each fault leaves of one link; 0 for a lost one. */
type Losses = Map<number, Map<string, number>>;

/** A node, or a supernode, some of whose own links are not whole: how many, and the share of bandwidth that is left. */
interface Touched {
  readonly index: number;
  links: number;
  share: number;
}

/** Those by what they are of; also in a list, which is gone through whenever the job's nodes change. */
class TouchedOwners {
  private readonly byIndex = new Map<number, Touched>();
  readonly list: Array<Touched> = [];

  get(index: number): Touched | undefined {
    return this.byIndex.get(index);
  }

  /** A link more, or one less, that is not whole. */
  add(index: number, change: 1 | -1): void {
    const known = this.byIndex.get(index);
    if (known === undefined) {
      const touched = { index, links: change, share: 1 };
      this.byIndex.set(index, touched);
      this.list.push(touched);
      return;
    }
    known.links += change;
    if (known.links > 0) return;
    this.byIndex.delete(index);
    const last = this.list.pop() as Touched;
    if (last !== known) this.list[this.list.indexOf(known)] = last;
  }
}

/**
 * Shares of bandwidth under link faults. A node that lost k of U uplink ports has share (U − k)/U, a supernode that lost
 * k of P planes (P − k)/P; a ToR takes its half of every node's ports along. A node without any bandwidth left is held
 * unusable. Only links that are not healthy are kept.
 */
export class Fabric {
  private readonly topology: Topology;
  private readonly fleet: Fleet;
  private readonly ports: Losses = new Map();
  private readonly planes: Losses = new Map();
  private readonly tors: Losses = new Map();
  /** Losses among a node's ports, and among a supernode's planes and switches. */
  private readonly nodesTouched = new TouchedOwners();
  private readonly supernodesTouched = new TouchedOwners();
  /** Links that lost a fault since they were looked at, by what they are. */
  private readonly stale = new Map<ComponentKind, Set<number>>();
  private isDeferring = false;
  private readonly holder: Holder = { id: "fabric" };
  /** The least share on the job's paths, as long as neither links nor the job's nodes change. */
  private least = 1;
  private leastMembership = 0;
  private isStale = false;

  constructor(topology: Topology, fleet: Fleet) {
    this.topology = topology;
    this.fleet = fleet;
  }

  /** Leaves a link with a share of its bandwidth. */
  reduce(nowUs: number, component: ComponentKind, index: number, faultId: string, share: number): void {
    const losses = this.lossesOf(component);
    let byFault = losses.get(index);
    if (byFault === undefined) {
      byFault = new Map();
      losses.set(index, byFault);
      this.touch(component, index, 1);
    }
    byFault.set(faultId, share);
    this.refresh(nowUs, component, index);
  }

  /** Takes a fault's effect on a link away. */
  restore(nowUs: number, component: ComponentKind, index: number, faultId: string): void {
    if (!this.forget(component, index, faultId)) return;
    if (!this.isDeferring) return this.refresh(nowUs, component, index);
    const stale = this.stale.get(component);
    if (stale === undefined) this.stale.set(component, new Set([index]));
    else stale.add(index);
  }

  /** Several faults go at once: links that come back show only at {@link flush}. */
  defer(): void {
    this.isDeferring = true;
  }

  private forget(component: ComponentKind, index: number, faultId: string): boolean {
    const losses = this.lossesOf(component);
    const byFault = losses.get(index);
    if (byFault === undefined || !byFault.delete(faultId)) return false;
    if (byFault.size === 0) {
      losses.delete(index);
      this.touch(component, index, -1);
    }
    return true;
  }

  flush(nowUs: number): void {
    this.isDeferring = false;
    for (const [component, links] of this.stale) for (const index of links) this.refresh(nowUs, component, index);
    this.stale.clear();
  }

  /** Whether a node has no bandwidth left. */
  isCutOff(node: number): boolean {
    return this.fleet.isHeldBy(node, this.holder);
  }

  /** The least share of bandwidth over all paths of the job; 1 when all are whole. */
  leastShare(): number {
    if (this.nodesTouched.list.length === 0 && this.supernodesTouched.list.length === 0) return 1;
    if (!this.isStale && this.leastMembership === this.fleet.membership) return this.least;
    this.least = this.findLeastShare();
    this.leastMembership = this.fleet.membership;
    this.isStale = false;
    return this.least;
  }

  private findLeastShare(): number {
    let least = 1;
    for (const { index, share } of this.nodesTouched.list)
      if (share < least && this.fleet.isInJob(index)) least = share;
    for (const { index, share } of this.supernodesTouched.list) {
      if (share < least && this.fleet.jobNodesOfSupernode(index) > 0) least = share;
    }
    return least;
  }

  /** Whether a node in or below components has no bandwidth left; one of the job's, unless any will do. */
  isDead(component: ComponentKind, indices: ReadonlyArray<number>, ofWhom: "job" | "anybody" = "job"): boolean {
    for (const index of indices) {
      const [from, end] = this.topology.nodesOf(component, index);
      for (let node = from; node < end; node++) {
        if (ofWhom === "job" && !this.fleet.isInJob(node)) continue;
        if (this.fleet.isHeldBy(node, this.holder)) return true;
      }
    }
    return false;
  }

  /** Whether the job's traffic crosses a component. */
  isOnJobPath(component: ComponentKind, index: number): boolean {
    const owner = this.ownerOf(component, index);
    return component === "uplink" ? this.fleet.isInJob(owner) : this.fleet.jobNodesOfSupernode(owner) > 0;
  }

  /** Whether a component carries any of the job's traffic now: a link that is lost already has none to lose. */
  carriesJob(component: ComponentKind, index: number): boolean {
    if (!this.isOnJobPath(component, index)) return false;
    const { uplinks, tors } = this.topology;
    if (component === "uplink") return this.uplinkShare(Math.floor(index / uplinks), index % uplinks) > 0;
    if (component === "plane") return shareOf(this.planes, index) > 0;
    const [from, end] = this.topology.nodesOfSupernode(Math.floor(index / tors));
    for (let node = from; node < end; node++) {
      for (let port = 0; port < uplinks && this.fleet.isInJob(node); port++) {
        if (Math.floor((port * tors) / uplinks) === index % tors && this.uplinkShare(node, port) > 0) return true;
      }
    }
    return false;
  }

  /** The share of bandwidth that one uplink of a node has left, behind its ToR. */
  uplinkShare(node: number, port: number): number {
    const { uplinks, tors } = this.topology;
    const tor = this.topology.supernodeOf(node) * tors + Math.floor((port * tors) / uplinks);
    return shareOf(this.ports, node * uplinks + port) * shareOf(this.tors, tor);
  }

  private lossesOf(component: ComponentKind): Losses {
    return component === "uplink" ? this.ports : component === "plane" ? this.planes : this.tors;
  }

  private touch(component: ComponentKind, index: number, change: 1 | -1): void {
    const touched = component === "uplink" ? this.nodesTouched : this.supernodesTouched;
    touched.add(this.ownerOf(component, index), change);
  }

  /** The node of an uplink, the supernode of a plane or a ToR. */
  private ownerOf(component: ComponentKind, index: number): number {
    const { uplinks, planes, tors } = this.topology;
    return Math.floor(index / (component === "uplink" ? uplinks : component === "plane" ? planes : tors));
  }

  private shareOfNode(node: number): number {
    const { uplinks } = this.topology;
    let sum = 0;
    for (let port = 0; port < uplinks; port++) sum += this.uplinkShare(node, port);
    return sum / uplinks;
  }

  private shareOfSwitches(supernode: number): number {
    const { uplinks, tors } = this.topology;
    if (uplinks === 0) return 1;
    let sum = 0;
    for (let port = 0; port < uplinks; port++) {
      sum += shareOf(this.tors, supernode * tors + Math.floor((port * tors) / uplinks));
    }
    return sum / uplinks;
  }

  private shareOfPlanes(supernode: number): number {
    const { planes } = this.topology;
    if (planes === 0) return 1;
    let sum = 0;
    for (let plane = 0; plane < planes; plane++) sum += shareOf(this.planes, supernode * planes + plane);
    return sum / planes;
  }

  /**
   * Works out the shares that a link changed. Nodes that are left without any bandwidth cannot be used; nodes that got
   * some back can.
   */
  private refresh(nowUs: number, component: ComponentKind, index: number): void {
    this.isStale = true;
    const { fleet, topology, holder } = this;
    const [from, end] = topology.nodesOf(component, index);
    const supernode = topology.supernodeOf(from);
    const touched = this.supernodesTouched.get(supernode);
    const planes = touched === undefined ? 1 : this.shareOfPlanes(supernode);
    const switches = touched === undefined ? 1 : this.shareOfSwitches(supernode);
    if (touched !== undefined) touched.share = Math.min(planes, switches);
    for (let node = from; node < end; node++) {
      const own = this.nodesTouched.get(node);
      if (own !== undefined) own.share = this.shareOfNode(node);
      // Of a node whose own ports are whole that is what its switches leave it.
      const uplinks = topology.uplinks === 0 ? 1 : own === undefined ? switches : own.share;
      if (planes === 0 || uplinks === 0) fleet.hold(node, holder, nowUs);
      else if (!fleet.isUsable(node)) fleet.release(node, holder, nowUs);
    }
  }
}

const shareOf = (losses: Losses, index: number): number => {
  const byFault = losses.get(index);
  if (byFault === undefined) return 1;
  let share = 1;
  for (const one of byFault.values()) share *= one;
  return share;
};
