import type { ComponentKind } from "@ordeal/model";
import type { Fleet, Holder } from "./fleet.ts";
import type { Topology } from "./topology.ts";
import { hasAny, Link, linkIn, type Touched, TouchedOwners } from "./touched-links.ts";

/**
 * Shares of bandwidth under link faults. A node that lost k of U uplink ports has share (U − k)/U, a supernode that lost
 * k of P planes (P − k)/P; a ToR takes its half of every node's ports along. A node without any bandwidth left is held
 * unusable. Only links that are not healthy are kept.
 */
export class Fabric {
  private readonly topology: Topology;
  private readonly fleet: Fleet;
  /** Nodes with ports, and supernodes with planes and switches, that are not whole. */
  private readonly nodesTouched = new TouchedOwners();
  private readonly supernodesTouched = new TouchedOwners();
  /** The shares of one node's ports, for as long as they are added up. */
  private readonly portShares: Float64Array;
  /** Links that lost a fault since they were looked at, by what they are. */
  private readonly stale = new Map<ComponentKind, Set<number>>();
  private isDeferring = false;
  private readonly holder: Holder = { id: "fabric" };
  /** Supernodes that had a node without any bandwidth when they were last looked at; in the others there is none. */
  private readonly haveCutOff = new Set<number>();
  /** The least share on the job's paths, as long as neither links nor the job's nodes change. */
  private least = 1;
  private leastMembership = 0;
  private isStale = false;

  constructor(topology: Topology, fleet: Fleet) {
    this.topology = topology;
    this.fleet = fleet;
    this.portShares = new Float64Array(topology.uplinks);
  }

  /** Leaves a link with a share of its bandwidth, on behalf of a fault. */
  reduce(nowUs: number, component: ComponentKind, index: number, fault: Holder, share: number): void {
    const owner = this.ownerOf(component, index);
    const link = linkIn(this.ownersOf(component).get(owner), component, index);
    if (link !== undefined) link.set(fault, share);
    else this.ownersOf(component).add(owner, new Link(component, index, fault, share));
    this.refresh(nowUs, component, index);
  }

  /** Takes a fault's effect on a link away. */
  restore(nowUs: number, component: ComponentKind, index: number, fault: Holder): void {
    const owners = this.ownersOf(component);
    const touched = owners.get(this.ownerOf(component, index));
    const link = linkIn(touched, component, index);
    if (touched === undefined || link === undefined || !link.has(fault)) return;
    if (link.delete(fault)) owners.delete(touched, link);
    if (!this.isDeferring) return this.refresh(nowUs, component, index);
    const stale = this.stale.get(component);
    if (stale === undefined) this.stale.set(component, new Set([index]));
    else stale.add(index);
  }

  /** Several faults go at once: links that come back show only at {@link flush}. */
  defer(): void {
    this.isDeferring = true;
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
    if (this.haveCutOff.size === 0) return false;
    for (const index of indices) {
      const [from, end] = this.topology.nodesOf(component, index);
      if (!this.haveCutOff.has(this.topology.supernodeOf(from))) continue;
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
    if (component === "plane") return this.shareOf("plane", index) > 0;
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
    return this.shareOf("uplink", node * uplinks + port) * this.shareOf("tor", tor);
  }

  private shareOf(component: ComponentKind, index: number): number {
    return linkIn(this.ownersOf(component).get(this.ownerOf(component, index)), component, index)?.share ?? 1;
  }

  private ownersOf(component: ComponentKind): TouchedOwners {
    return component === "uplink" ? this.nodesTouched : this.supernodesTouched;
  }

  /** The node of an uplink, the supernode of a plane or a ToR. */
  private ownerOf(component: ComponentKind, index: number): number {
    const { uplinks, planes, tors } = this.topology;
    return Math.floor(index / (component === "uplink" ? uplinks : component === "plane" ? planes : tors));
  }

  /** What a node's ports have left, behind the switches of its supernode. */
  private shareOfPorts(ports: Touched | undefined, supernode: Touched | undefined): number {
    const { uplinks, tors } = this.topology;
    const { portShares } = this;
    if (uplinks === 0 || (ports === undefined && !hasAny(supernode, "tor"))) return 1;
    portShares.fill(1);
    if (ports !== undefined) {
      for (const { index, share } of ports.links) portShares[index % uplinks] = share;
    }
    if (supernode !== undefined) {
      for (const { component, index, share } of supernode.links) {
        if (component !== "tor") continue;
        for (let port = 0; port < uplinks; port++) {
          if (Math.floor((port * tors) / uplinks) === index % tors)
            portShares[port] = (portShares[port] as number) * share;
        }
      }
    }
    let sum = 0;
    for (let port = 0; port < uplinks; port++) sum += portShares[port] as number;
    return sum / uplinks;
  }

  private shareOfPlanes(touched: Touched): number {
    const { planes } = this.topology;
    if (planes === 0 || !hasAny(touched, "plane")) return 1;
    const first = touched.index * planes;
    let sum = 0;
    for (let plane = 0; plane < planes; plane++) sum += linkIn(touched, "plane", first + plane)?.share ?? 1;
    return sum / planes;
  }

  /**
   * Works out the shares that a link changed. Nodes that are left without any bandwidth cannot be used; nodes that got
   * some back can.
   */
  private refresh(nowUs: number, component: ComponentKind, index: number): void {
    this.isStale = true;
    const { fleet, topology, holder, haveCutOff } = this;
    const [from, end] = topology.nodesOf(component, index);
    const supernode = topology.supernodeOf(from);
    const touched = this.supernodesTouched.get(supernode);
    const planes = touched === undefined ? 1 : this.shareOfPlanes(touched);
    const switches = touched === undefined ? 1 : this.shareOfPorts(undefined, touched);
    if (touched !== undefined) touched.share = Math.min(planes, switches);
    const isWhole = planes > 0 && switches > 0 && !haveCutOff.has(supernode);
    if (isWhole && !this.nodesTouched.isAnyIn(from, end)) return;
    let isAnyCutOff = false;
    for (let node = from; node < end; node++) {
      const own = this.nodesTouched.get(node);
      if (own !== undefined) own.share = this.shareOfPorts(own, touched);
      // Of a node whose own ports are whole that is what its switches leave it.
      const uplinks = own === undefined ? switches : own.share;
      if (planes === 0 || uplinks === 0) {
        fleet.hold(node, holder, nowUs);
        isAnyCutOff = true;
      } else if (!fleet.isUsable(node)) fleet.release(node, holder, nowUs);
    }
    if (isAnyCutOff) haveCutOff.add(supernode);
    else if (component !== "uplink") haveCutOff.delete(supernode);
  }
}
