import { renewNode } from "../renewal.ts";
import type { World } from "../world.ts";

/** More spares than anybody can use: what an unlimited supply counts as. */
const UNLIMITED = 1_000_000_000;

/** Which nodes the job runs on after a recovery: replacing, shrinking, growing. */
export class Roster {
  private readonly world: World;
  /** Slots without a node, and the supernode each belongs to. */
  private vacant: Array<number> = [];

  constructor(world: World) {
    this.world = world;
  }

  private get isUnlimited(): boolean {
    return this.world.plan.scenario.job.spares === "unlimited";
  }

  private get isScoped(): boolean {
    return this.world.settings.recovery.spareScope === "supernode";
  }

  get spares(): number {
    return this.isUnlimited ? UNLIMITED : this.world.fleet.sparesUsable;
  }

  /** How many of the unusable nodes could be replaced; all usable spares when every one could. */
  sparesInScope(): number {
    const { unusableInJob } = this.world.fleet;
    const replaceable = this.replaceable(unusableInJob);
    return replaceable < unusableInJob.length ? replaceable : this.spares;
  }

  /** How many of these nodes there are usable spares for, in the scope that spares may come from. */
  replaceable(nodes: ReadonlyArray<number>): number {
    const { fleet, plan } = this.world;
    if (this.isUnlimited || !this.isScoped) return Math.min(nodes.length, this.spares);
    const missing = new Map<number, number>();
    for (const node of nodes) {
      const supernode = plan.topology.supernodeOf(node);
      missing.set(supernode, (missing.get(supernode) ?? 0) + 1);
    }
    let count = 0;
    for (const [supernode, wanted] of missing) count += Math.min(wanted, fleet.sparesIn(supernode));
    return count;
  }

  /** Replicas that the usable nodes could form, with what spares there are in scope for the others. */
  replicasPossible(): number {
    const { fleet, plan } = this.world;
    const usable = fleet.jobNodes - fleet.unusableInJob.length;
    if (usable === fleet.slotsTotal) return this.replicasOf(usable);
    const missing = [...fleet.unusableInJob, ...this.vacant.map((slot) => plan.placement.nodeAt(slot))];
    return this.replicasOf(usable + this.replaceable(missing));
  }

  replicasNow(): number {
    return this.replicasOf(this.world.fleet.jobNodes);
  }

  private replicasOf(nodes: number): number {
    const { plan } = this.world;
    return Math.floor((nodes * plan.topology.cardsPerNode) / plan.cardsPerReplica);
  }

  /** Replaces unusable nodes, and fills vacant slots as far as spares go. Returns how many spares it took. */
  replace(): number {
    const { world } = this;
    if (this.isUnlimited) {
      const nodes = this.unusable();
      for (const node of nodes) renewNode(world, node);
      return nodes.length;
    }
    for (const node of this.unusable()) this.takeOut(node);
    if (this.vacant.length > 1) this.vacant.sort((a, b) => a - b);
    const slots = this.vacant;
    this.vacant = [];
    let taken = 0;
    for (let index = 0; index < slots.length; index++) {
      const slot = slots[index] as number;
      const supernode = this.isScoped ? world.plan.topology.supernodeOf(world.plan.placement.nodeAt(slot)) : undefined;
      const node = world.fleet.assign(slot, supernode, world.nowUs);
      if (node < 0) {
        this.vacant.push(slot);
        continue;
      }
      taken++;
      if (world.journal.isHeard) world.journal.say(world.nowUs, "node.assigned", { node: world.nodeName(node) });
    }
    return taken;
  }

  /**
   * Goes on with as many replicas as there are nodes for, spares included; nodes that fill no replica become spares.
   * Returns how many spares it took.
   */
  shrink(): number {
    const { fleet, plan } = this.world;
    const taken = this.replace();
    const replicas = this.replicasNow();
    const needed = Math.ceil((replicas * plan.cardsPerReplica) / plan.topology.cardsPerNode);
    for (let slot = fleet.slotsTotal - 1; slot >= 0 && fleet.jobNodes > needed; slot--) {
      const node = fleet.nodeInSlot(slot);
      if (node < 0) continue;
      this.takeOut(node);
      fleet.setRole(node, "spare");
    }
    return taken;
  }

  private unusable(): Array<number> {
    const nodes = [...this.world.fleet.unusableInJob];
    return nodes.length > 1 ? nodes.sort((a, b) => a - b) : nodes;
  }

  private takeOut(node: number): void {
    const { world } = this;
    this.vacant.push(world.fleet.remove(node, world.nowUs));
    if (world.journal.isHeard) world.journal.say(world.nowUs, "node.removed", { node: world.nodeName(node) });
  }
}
