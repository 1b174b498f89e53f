import type { TimeWeighted } from "@ordeal/model";
import { Integral } from "../measure/integral.ts";
import type { Placement } from "./placement.ts";
import type { Topology } from "./topology.ts";

/** What a node is for: in the job, a spare, out (it failed and was replaced) or quarantined. */
export type Role = "job" | "spare" | "out" | "quarantined";

/** Whatever makes a node unusable, until it lets go: a fault, a tripped loop, a lost fabric. */
export interface Holder {
  readonly id: string;
}

/** Who is told when a node can no longer be used, and when it can again. */
export interface FleetListener {
  nodeDown(node: number, holder: Holder): void;
  nodeUp(node: number): void;
}

export interface Quarantine {
  readonly faults: number;
  readonly windowUs: number;
}

/** What is kept of a node that differs, or once differed, from its start. */
interface NodeState {
  role: Role;
  /** Its slot in the job; -1 when it has none. */
  slot: number;
  readonly holders: Set<Holder>;
  faultTimesUs: Array<number>;
}

/**
 * Who is in the job, who is spare, and who cannot be used. Only nodes that something happened to are kept, so that work
 * and memory follow the faults and not the nodes.
 */
export class Fleet {
  private readonly topology: Topology;
  private readonly placement: Placement;
  private readonly downOverTime: TimeWeighted;
  private readonly listener: FleetListener;
  private readonly states = new Map<number, NodeState>();
  /** Slots whose node is not the one of the start; -1 for a vacant one. */
  private readonly slots = new Map<number, number>();
  private readonly jobNodesChange = new Map<number, number>();
  /** Nodes that came back as spares, highest first; entries that are no longer spare are dropped when met. */
  private readonly returned: Array<number> = [];
  private freshSpare: number;
  /** Job nodes that cannot be used now. */
  readonly unusableInJob: Array<number> = [];
  /** Nodes of the job that can be used, over time. */
  readonly usableInJob: Integral;
  /** How many nodes the job has when it is whole. */
  readonly slotsTotal: number;
  /** Changes whenever a node joins or leaves the job. */
  membership = 0;
  jobNodes: number;
  sparesUsable: number;
  sparesLowest: number;

  constructor(
    topology: Topology,
    placement: Placement,
    jobNodes: number,
    nodesDown: TimeWeighted,
    listener: FleetListener,
  ) {
    this.topology = topology;
    this.placement = placement;
    this.downOverTime = nodesDown;
    this.listener = listener;
    this.slotsTotal = jobNodes;
    this.usableInJob = new Integral(jobNodes);
    this.jobNodes = jobNodes;
    this.sparesUsable = topology.nodes - jobNodes;
    this.sparesLowest = this.sparesUsable;
    this.freshSpare = placement.firstSpare;
  }

  role(node: number): Role {
    const state = this.states.get(node);
    return state !== undefined ? state.role : this.placement.isJobNode(node) ? "job" : "spare";
  }

  isInJob(node: number): boolean {
    return this.role(node) === "job";
  }

  isUsable(node: number): boolean {
    const state = this.states.get(node);
    return state === undefined || state.holders.size === 0;
  }

  jobNodesOfSupernode(supernode: number): number {
    return this.placement.jobNodesOf(supernode) + (this.jobNodesChange.get(supernode) ?? 0);
  }

  /** Whether a range of supernodes holds a node of the job. */
  hasJobNodes(fromSupernode: number, endSupernode: number): boolean {
    for (let s = fromSupernode; s < endSupernode; s++) if (this.jobNodesOfSupernode(s) > 0) return true;
    return false;
  }

  /** The slot of a node of the job; -1 when it is not in the job. */
  slotOf(node: number): number {
    const state = this.states.get(node);
    return state !== undefined ? state.slot : this.placement.isJobNode(node) ? this.placement.slotOf(node) : -1;
  }

  /** The node in a slot of the job; -1 when the slot is vacant. */
  nodeInSlot(slot: number): number {
    return this.slots.get(slot) ?? this.placement.nodeAt(slot);
  }

  private stateOf(node: number): NodeState {
    const known = this.states.get(node);
    if (known !== undefined) return known;
    const isJobNode = this.placement.isJobNode(node);
    const state: NodeState = {
      role: isJobNode ? "job" : "spare",
      slot: isJobNode ? this.placement.slotOf(node) : -1,
      holders: new Set(),
      faultTimesUs: none,
    };
    this.states.set(node, state);
    return state;
  }

  /** Makes a node unusable on behalf of a holder. */
  hold(node: number, holder: Holder, atUs: number): void {
    const { holders, role } = this.stateOf(node);
    const wasUsable = holders.size === 0;
    holders.add(holder);
    if (!wasUsable) return;
    this.downOverTime.add(atUs, 1);
    if (role === "job") {
      this.unusableInJob.push(node);
      this.usableInJob.add(atUs, -1);
    }
    if (role === "spare") this.countSpares(-1);
    this.listener.nodeDown(node, holder);
  }

  /** Lets a holder go; the node becomes usable when that was the last. */
  release(node: number, holder: Holder, atUs: number): void {
    const state = this.states.get(node);
    if (state === undefined || !state.holders.delete(holder) || state.holders.size > 0) return;
    this.downOverTime.add(atUs, -1);
    if (state.role === "job") {
      drop(this.unusableInJob, node);
      this.usableInJob.add(atUs, 1);
    }
    if (state.role === "spare") this.offer(node);
    this.listener.nodeUp(node);
  }

  /** The nodes that cannot be used. */
  *nodesDown(): Generator<number> {
    for (const [node, { holders }] of this.states) if (holders.size > 0) yield node;
  }

  holdersOf(node: number): ReadonlySet<Holder> {
    return this.states.get(node)?.holders ?? nobody;
  }

  /** Remembers that a fault struck this node; returns whether that makes it a repeat offender. */
  isRepeatOffender(node: number, atUs: number, { faults, windowUs }: Quarantine): boolean {
    const state = this.stateOf(node);
    const times = state.faultTimesUs.filter((time) => atUs - time <= windowUs);
    times.push(atUs);
    state.faultTimesUs = times.slice(-faults);
    return times.length >= faults;
  }

  /** Gives a node that is not in the job another role; a usable spare may then be taken. */
  setRole(node: number, role: "spare" | "quarantined"): void {
    const wasSpare = this.isSpare(node);
    this.stateOf(node).role = role;
    if (wasSpare) this.countSpares(-1);
    if (this.isSpare(node)) this.offer(node);
  }

  /** Takes a node out of the job; it is out until {@link setRole} says otherwise. Its slot is vacant. */
  remove(node: number, atUs: number): number {
    const state = this.stateOf(node);
    const { slot } = state;
    state.slot = -1;
    state.role = "out";
    this.slots.set(slot, -1);
    if (!drop(this.unusableInJob, node)) this.usableInJob.add(atUs, -1);
    this.jobNodes--;
    this.countInSupernode(node, -1);
    return slot;
  }

  /** Puts the next usable spare into a vacant slot; -1 when there is none. A supernode limits where it is taken. */
  assign(slot: number, supernode: number | undefined, atUs: number): number {
    const node = supernode === undefined ? this.takeSpare() : this.takeSpareIn(supernode);
    if (node < 0) return -1;
    const state = this.stateOf(node);
    state.role = "job";
    state.slot = slot;
    this.slots.set(slot, node);
    this.jobNodes++;
    this.usableInJob.add(atUs, 1);
    this.countInSupernode(node, 1);
    this.countSpares(-1);
    return node;
  }

  /** Usable spares inside one supernode. */
  sparesIn(supernode: number): number {
    const [from, end] = this.topology.nodesOfSupernode(supernode);
    let count = 0;
    for (let node = from; node < end; node++) if (this.isSpare(node)) count++;
    return count;
  }

  private isSpare(node: number): boolean {
    const state = this.states.get(node);
    if (state === undefined) return !this.placement.isJobNode(node);
    return state.role === "spare" && state.holders.size === 0;
  }

  private takeSpare(): number {
    const { returned, topology } = this;
    let lowest = returned.at(-1);
    while (lowest !== undefined && !this.isSpare(lowest)) {
      returned.pop();
      lowest = returned.at(-1);
    }
    while (this.freshSpare < topology.nodes && !this.isSpare(this.freshSpare)) {
      this.freshSpare = this.placement.spareFrom(this.freshSpare + 1);
    }
    if (this.freshSpare < topology.nodes && (lowest === undefined || this.freshSpare < lowest)) return this.freshSpare;
    return lowest ?? -1;
  }

  private takeSpareIn(supernode: number): number {
    const [from, end] = this.topology.nodesOfSupernode(supernode);
    for (let node = from; node < end; node++) if (this.isSpare(node)) return node;
    return -1;
  }

  private offer(node: number): void {
    const { returned } = this;
    let place = returned.length;
    while (place > 0 && (returned[place - 1] as number) < node) place--;
    // A spare that failed and came back before anybody looked is still there.
    if (returned[place - 1] !== node) returned.splice(place, 0, node);
    this.countSpares(1);
  }

  private countSpares(change: number): void {
    this.sparesUsable += change;
    if (this.sparesUsable < this.sparesLowest) this.sparesLowest = this.sparesUsable;
  }

  private countInSupernode(node: number, change: number): void {
    this.membership++;
    const supernode = this.topology.supernodeOf(node);
    this.jobNodesChange.set(supernode, (this.jobNodesChange.get(supernode) ?? 0) + change);
  }
}

/** Shared by every node without a history; never written to. */
const none: Array<number> = [];
const nobody: ReadonlySet<Holder> = new Set();

/** Takes an item out of an array, whatever that does to its order. Returns whether it was there. */
const drop = <T>(items: Array<T>, item: T): boolean => {
  const index = items.indexOf(item);
  if (index < 0) return false;
  const last = items.pop() as T;
  if (index < items.length) items[index] = last;
  return true;
};
