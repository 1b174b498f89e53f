import type { Action } from "@ordeal/model";
import type { Fault } from "../fault/fault.ts";
import type { PreparedScenario } from "../prepared-scenario.ts";
import type { JobFaults } from "./job-faults.ts";
import type { JobState } from "./state.ts";

/** More spares than anybody can use: what an unlimited supply counts as. */
const UNLIMITED = 1_000_000_000;

/** Which nodes the job runs on after a recovery: replacing, shrinking, growing. */
export class JobMembership {
  private readonly state: JobState;
  private readonly prepared: PreparedScenario;
  private readonly faults: Pick<JobFaults, "renewNode" | "isAlone">;
  private readonly isUnlimited: boolean;
  /** Slots without a node. */
  private vacant: Array<number> = [];

  constructor(state: JobState, prepared: PreparedScenario, faults: Pick<JobFaults, "renewNode" | "isAlone">) {
    this.state = state;
    this.prepared = prepared;
    this.faults = faults;
    this.isUnlimited = prepared.scenario.job.spares === "unlimited";
  }

  private get isScoped(): boolean {
    return this.state.settings.recovery.spareScope === "supernode";
  }

  get spares(): number {
    return this.isUnlimited ? UNLIMITED : this.state.site.fleet.sparesUsable;
  }

  /** How many of the unusable nodes could be replaced; all usable spares when every one could. */
  sparesInScope(): number {
    const { unusableInJob } = this.state.site.fleet;
    const replaceable = this.replaceable(unusableInJob);
    return replaceable < unusableInJob.length ? replaceable : this.spares;
  }

  /** How many of these nodes there are usable spares for, in the scope that spares may come from. */
  replaceable(nodes: ReadonlyArray<number>): number {
    if (this.isUnlimited || !this.isScoped) return Math.min(nodes.length, this.spares);
    const { fleet, ground } = this.state.site;
    const missing = new Map<number, number>();
    for (const node of nodes) {
      const supernode = ground.topology.supernodeOf(node);
      missing.set(supernode, (missing.get(supernode) ?? 0) + 1);
    }
    let count = 0;
    for (const [supernode, wanted] of missing) count += Math.min(wanted, fleet.sparesIn(supernode));
    return count;
  }

  /** Replicas that the usable nodes could form, with what spares there are in scope for the others. */
  replicasPossible(): number {
    const { fleet, ground } = this.state.site;
    const usable = fleet.jobNodes - fleet.unusableInJob.length;
    if (usable === fleet.slotsTotal) return this.replicasOf(usable);
    if (!this.isScoped && !this.isUnlimited) {
      const missing = fleet.unusableInJob.length + this.vacant.length;
      return this.replicasOf(usable + Math.min(missing, this.spares));
    }
    const missing = [...fleet.unusableInJob, ...this.vacant.map((slot) => ground.placement.nodeAt(slot))];
    return this.replicasOf(usable + this.replaceable(missing));
  }

  replicasNow(): number {
    return this.replicasOf(this.state.site.fleet.jobNodes);
  }

  private replicasOf(nodes: number): number {
    const { topology, cardsPerReplica } = this.prepared;
    return Math.floor((nodes * topology.cardsPerNode) / cardsPerReplica);
  }

  /**
   * Whether the one node that a fault made unusable would simply be replaced: by a spare from anywhere, or by a fresh node
   * at its address, whose coming nobody else waits for.
   */
  canReplaceOne(fault: Fault): boolean {
    if (this.vacant.length > 0) return false;
    return this.isUnlimited ? this.faults.isAlone(fault) : !this.isScoped && this.spares > 0;
  }

  /** The node that {@link replaceOne} would put in the place of one: a fresh one has its address. */
  nextInPlaceOf(node: number): number {
    return this.isUnlimited ? node : this.state.site.fleet.nextSpare();
  }

  /** Replaces one node, which {@link canReplaceOne}, at the cluster's instant. Returns the one in its place. */
  replaceOne(node: number, atUs: number): number {
    const { fleet } = this.state.site;
    if (this.isUnlimited) {
      this.faults.renewNode(node);
      return node;
    }
    return fleet.assign(fleet.remove(node, atUs), undefined, atUs);
  }

  /** How much longer a rung takes for the number of cards that the job has, in microseconds. */
  sizeUs({ takesPerThousandCards }: Pick<Action, "takesPerThousandCards">): number {
    const cards = this.state.replicas * this.prepared.cardsPerReplica;
    return Math.round((takesPerThousandCards * cards) / 1_000);
  }

  /** Replaces unusable nodes, and fills vacant slots as far as spares go. Returns how many spares it took. */
  replace(): number {
    if (this.isUnlimited) {
      const nodes = this.unusable();
      for (const node of nodes) this.faults.renewNode(node);
      return nodes.length;
    }
    const { unusableInJob } = this.state.site.fleet;
    if (unusableInJob.length === 1) this.takeOut(unusableInJob[0] as number);
    else if (unusableInJob.length > 1) for (const node of this.unusable()) this.takeOut(node);
    if (this.vacant.length === 0) return 0;
    return this.fillVacant();
  }

  private fillVacant(): number {
    const { site, nowUs } = this.state;
    const { fleet, journal, ground } = site;
    const slots = this.vacant;
    if (slots.length > 1) slots.sort((a, b) => a - b);
    const { isScoped } = this;
    let left = 0;
    for (let index = 0; index < slots.length; index++) {
      const slot = slots[index] as number;
      const supernode = isScoped ? ground.topology.supernodeOf(ground.placement.nodeAt(slot)) : undefined;
      const node = fleet.assign(slot, supernode, nowUs);
      if (node < 0) {
        slots[left] = slot;
        left++;
        continue;
      }
      if (journal.hasListener) journal.emit(nowUs, "node.assigned", { node: ground.topology.name("node", node) });
    }
    const taken = slots.length - left;
    for (let index = 0; index < taken; index++) slots.pop();
    return taken;
  }

  /**
   * Goes on with as many replicas as there are nodes for, spares included; nodes that fill no replica become spares.
   * Returns how many spares it took.
   */
  shrink(): number {
    const { fleet } = this.state.site;
    const taken = this.replace();
    const replicas = this.replicasNow();
    const needed = Math.ceil((replicas * this.prepared.cardsPerReplica) / this.prepared.topology.cardsPerNode);
    for (let slot = fleet.slotsTotal - 1; slot >= 0 && fleet.jobNodes > needed; slot--) {
      const node = fleet.nodeInSlot(slot);
      if (node < 0) continue;
      this.takeOut(node);
      fleet.setRole(node, "spare");
    }
    return taken;
  }

  private unusable(): Array<number> {
    return [...this.state.site.fleet.unusableInJob].sort((a, b) => a - b);
  }

  private takeOut(node: number): void {
    const { site, nowUs } = this.state;
    this.vacant.push(site.fleet.remove(node, nowUs));
    if (site.journal.hasListener)
      site.journal.emit(nowUs, "node.removed", { node: site.ground.topology.name("node", node) });
  }
}
