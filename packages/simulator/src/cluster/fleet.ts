import { Integral } from "../measure/integral.ts";
import { FleetMemory } from "./fleet-memory.ts";
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
  /** A supernode has its first node of the job, or has lost the last one. */
  serviceChanged(supernode: number, atUs: number): void;
}

/** A node's role as a byte, less one. */
const roles: ReadonlyArray<Role> = ["job", "spare", "out", "quarantined"];
const JOB = 1;
const SPARE = 2;
const OUT = 3;
const QUARANTINED = 4;

/**
 * Who is in the job, who is spare, and who cannot be used. What is kept of each node is a few bytes, to begin
 * with all zero; work follows the faults and not the nodes.
 */
export class Fleet {
  private readonly topology: Topology;
  private readonly placement: Placement;
  private readonly downOverTime: Integral;
  private readonly listener: FleetListener;
  private readonly memory: FleetMemory;
  private readonly roles: Uint8Array;
  private readonly held: Int32Array;
  /** The nodes that are held, and what holds each: mostly one thing; where there are several, they stand apart by node. */
  private readonly heldNodes: Array<number> = [];
  private readonly holders: Array<Holder> = [];
  private readonly several = new Map<number, Set<Holder>>();
  private readonly nodes: Int32Array;
  private readonly slots: Int32Array;
  private readonly jobNodesChange: Int32Array;
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
    nodesDown: Integral,
    listener: FleetListener,
  ) {
    this.topology = topology;
    this.placement = placement;
    this.downOverTime = nodesDown;
    this.listener = listener;
    this.memory = FleetMemory.take(topology.nodes, jobNodes);
    this.roles = this.memory.roles;
    this.held = this.memory.held;
    this.nodes = this.memory.nodes;
    this.slots = this.memory.slots;
    this.jobNodesChange = new Int32Array(topology.supernodes);
    this.slotsTotal = jobNodes;
    this.usableInJob = new Integral(jobNodes);
    this.jobNodes = jobNodes;
    this.sparesUsable = topology.nodes - jobNodes;
    this.sparesLowest = this.sparesUsable;
    this.freshSpare = placement.firstSpare;
  }

  private roleByte(node: number): number {
    const known = this.roles[node] as number;
    if (known !== 0) return known;
    const role = this.placement.isJobNode(node) ? JOB : SPARE;
    this.memory.touch(node, role);
    return role;
  }

  /** Nobody looks at this fleet any more: its memory serves the next run. */
  giveBack(): void {
    this.memory.giveBack();
  }

  private severalOf(node: number): Set<Holder> | undefined {
    return this.several.size === 0 ? undefined : this.several.get(node);
  }

  role(node: number): Role {
    return roles[this.roleByte(node) - 1] as Role;
  }

  isInJob(node: number): boolean {
    return this.roleByte(node) === JOB;
  }

  isUsable(node: number): boolean {
    return this.held[node] === 0;
  }

  jobNodesOfSupernode(supernode: number): number {
    return this.placement.jobNodesOf(supernode) + (this.jobNodesChange[supernode] as number);
  }

  /** Whether a range of supernodes holds a node of the job. */
  hasJobNodes(fromSupernode: number, endSupernode: number): boolean {
    for (let s = fromSupernode; s < endSupernode; s++) if (this.jobNodesOfSupernode(s) > 0) return true;
    return false;
  }

  /** The slot of a node of the job; -1 when it is not in the job. */
  slotOf(node: number): number {
    if (!this.isInJob(node)) return -1;
    const slot = this.slots[node] as number;
    return slot === 0 ? this.placement.slotOf(node) : slot - 1;
  }

  /** The node in a slot of the job; -1 when the slot is vacant. */
  nodeInSlot(slot: number): number {
    const node = this.nodes[slot] as number;
    return node === 0 ? this.placement.nodeAt(slot) : node < 0 ? -1 : node - 1;
  }

  /** Makes a node unusable on behalf of a holder. */
  hold(node: number, holder: Holder, atUs: number): void {
    if (this.held[node] !== 0) return this.holdToo(node, holder);
    this.heldNodes.push(node);
    this.held[node] = this.holders.push(holder);
    this.downOverTime.add(atUs, 1);
    const role = this.roleByte(node);
    if (role === JOB) {
      this.unusableInJob.push(node);
      this.usableInJob.add(atUs, -1);
    } else if (role === SPARE) this.countSpares(-1);
    this.listener.nodeDown(node, holder);
  }

  private holdToo(node: number, holder: Holder): void {
    const first = this.holders[(this.held[node] as number) - 1] as Holder;
    const several = this.severalOf(node);
    if (several !== undefined) several.add(holder);
    else if (first !== holder) this.several.set(node, new Set([first, holder]));
  }

  /** Lets a holder go; the node becomes usable when that was the last. */
  release(node: number, holder: Holder, atUs: number): void {
    const index = (this.held[node] as number) - 1;
    if (index < 0) return;
    const several = this.severalOf(node);
    if (several !== undefined) {
      if (!several.delete(holder) || several.size > 0) return;
      this.several.delete(node);
    } else if (this.holders[index] !== holder) return;
    this.forget(node, index);
    this.downOverTime.add(atUs, -1);
    const role = this.roleByte(node);
    if (role === JOB) {
      drop(this.unusableInJob, node);
      this.usableInJob.add(atUs, 1);
    } else if (role === SPARE) this.offer(node);
    this.listener.nodeUp(node);
  }

  /** Takes a node out of the lists of those that are held; the last one takes its place. */
  private forget(node: number, index: number): void {
    const lastNode = this.heldNodes.pop() as number;
    const lastHolder = this.holders.pop() as Holder;
    this.held[node] = 0;
    if (lastNode === node) return;
    this.heldNodes[index] = lastNode;
    this.holders[index] = lastHolder;
    this.held[lastNode] = index + 1;
  }

  /** The nodes that cannot be used, in no order that matters. */
  nodesDown(): ReadonlyArray<number> {
    return this.heldNodes;
  }

  /** What makes a node unusable, in the order in which it did. */
  holdersOf(node: number): Iterable<Holder> {
    const first = this.holders[(this.held[node] as number) - 1];
    return first === undefined ? nobody : (this.severalOf(node) ?? [first]);
  }

  /** Whether this is one of the things that make a node unusable. */
  isHeldBy(node: number, holder: Holder): boolean {
    const index = (this.held[node] as number) - 1;
    if (index < 0) return false;
    return this.severalOf(node)?.has(holder) ?? this.holders[index] === holder;
  }

  /** Gives a node that is not in the job another role; a usable spare may then be taken. */
  setRole(node: number, role: "spare" | "quarantined"): void {
    const wasSpare = this.isSpare(node);
    this.roles[node] = role === "spare" ? SPARE : QUARANTINED;
    if (wasSpare) this.countSpares(-1);
    if (this.isSpare(node)) this.offer(node);
  }

  /** Takes a node out of the job; it is out until {@link setRole} says otherwise. Its slot is vacant. */
  remove(node: number, atUs: number): number {
    const slot = this.slotOf(node);
    this.roles[node] = OUT;
    this.memory.fill(slot, -1);
    if (!drop(this.unusableInJob, node)) this.usableInJob.add(atUs, -1);
    this.jobNodes--;
    this.countInSupernode(node, -1, atUs);
    return slot;
  }

  /** Puts the next usable spare into a vacant slot; -1 when there is none. A supernode limits where it is taken. */
  assign(slot: number, supernode: number | undefined, atUs: number): number {
    const node = supernode === undefined ? this.nextSpare() : this.takeSpareIn(supernode);
    if (node < 0) return -1;
    this.roles[node] = JOB;
    this.slots[node] = slot + 1;
    this.memory.fill(slot, node + 1);
    this.jobNodes++;
    this.usableInJob.add(atUs, 1);
    this.countInSupernode(node, 1, atUs);
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
    return this.held[node] === 0 && this.roleByte(node) === SPARE;
  }

  /** The usable spare that is taken next, wherever it is; -1 when there is none. */
  nextSpare(): number {
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
    if (place === 0 || returned[place - 1] !== node) {
      returned.push(node);
      for (let index = returned.length - 1; index > place; index--) returned[index] = returned[index - 1] as number;
      returned[place] = node;
    }
    this.countSpares(1);
  }

  private countSpares(change: number): void {
    this.sparesUsable += change;
    if (this.sparesUsable < this.sparesLowest) this.sparesLowest = this.sparesUsable;
  }

  private countInSupernode(node: number, change: 1 | -1, atUs: number): void {
    this.membership++;
    const supernode = this.topology.supernodeOf(node);
    this.jobNodesChange[supernode] = (this.jobNodesChange[supernode] as number) + change;
    if (this.jobNodesOfSupernode(supernode) === (change === 1 ? 1 : 0)) this.listener.serviceChanged(supernode, atUs);
  }
}

const nobody: Iterable<Holder> = [];

/** Takes an item out of an array, whatever that does to its order. Returns whether it was there. */
const drop = <T>(items: Array<T>, item: T): boolean => {
  const index = items.indexOf(item);
  if (index < 0) return false;
  const last = items.pop() as T;
  if (index < items.length) items[index] = last;
  return true;
};
