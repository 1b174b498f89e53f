import { type Action, type Domain, domains } from "@ordeal/model";
import type { TierState } from "../checkpoint/tier.ts";
import type { JobState } from "./state.ts";

/** A copy that a recovery may load, and the tier that has it. */
export interface RestorePoint {
  readonly tier: TierState;
  readonly step: number;
  readonly poisoned: boolean;
  readonly corrupt: boolean;
}

/** What a job that is down can go back to: the copies of all tiers, less those that went with the nodes it lost. */
export class RestorePoints {
  private readonly state: JobState;
  private readonly tiers: ReadonlyArray<TierState>;
  /** Whether any copy can go with nodes: copies that outlive a site, and do not lie in peers' memory, cannot. */
  readonly canLose: boolean;
  /** Nodes of the job that were lost since it last stepped, each once; of use where copies can go with them. */
  private readonly lostNodes = new Set<number>();
  private firstLost = -1;
  /** The smallest domain of failure that holds them all. */
  private domainOfLoss: Domain = "process";

  constructor(state: JobState, tiers: ReadonlyArray<TierState>) {
    this.state = state;
    this.tiers = tiers;
    this.canLose = tiers.some(({ peers, survives }) => peers !== undefined || survives !== "site");
  }

  /** A node of the job was lost; what it held in memory is gone, however soon it is back. */
  loseNode(node: number): void {
    if (!this.canLose || this.lostNodes.has(node)) return;
    this.lostNodes.add(node);
    this.widenLossTo(node);
    const slot = this.state.site.fleet.slotOf(node);
    for (const { peers } of this.tiers) peers?.lose(slot);
  }

  /** The job steps again: losses from now on are counted from nothing. */
  forgetLosses(): void {
    if (this.lostNodes.size === 0) return;
    this.lostNodes.clear();
    this.domainOfLoss = "process";
  }

  /** Tiers whose copies went with the lost nodes have none any more. */
  loseCopies(): void {
    if (!this.canLose) return;
    const { site, nowUs } = this.state;
    const { fleet, journal } = site;
    for (const node of fleet.unusableInJob) this.loseNode(node);
    if (this.lostNodes.size === 0) return;
    for (const tier of this.tiers) {
      if (tier.store.isEmpty || !this.isLost(tier)) continue;
      tier.store.clear();
      tier.tornStep = undefined;
      if (journal.hasListener) journal.emit(nowUs, "checkpoint.lost", { tier: tier.name });
    }
  }

  /**
   * The newest copy, as far as anybody knows: the highest step, and of several tiers that have it the one that loads
   * faster. `trust: "any"` takes one that the stop tore for good.
   */
  newest(trust: Action["trust"]): RestorePoint | undefined {
    let best: TierState | undefined;
    let bestStep = -1;
    let isTorn = false;
    for (let index = 0; index < this.tiers.length; index++) {
      const tier = this.tiers[index] as TierState;
      const { newestStep } = tier.store;
      if (isBetter(tier, newestStep, best, bestStep)) {
        best = tier;
        bestStep = newestStep;
        isTorn = false;
      }
      const torn = trust === "any" ? (tier.tornStep ?? -1) : -1;
      if (isBetter(tier, torn, best, bestStep)) {
        best = tier;
        bestStep = torn;
        isTorn = true;
      }
    }
    if (best === undefined) return undefined;
    const { store } = best;
    return {
      tier: best,
      step: bestStep,
      poisoned: !isTorn && store.isNewestPoisoned,
      corrupt: !isTorn && store.isNewestCorrupt,
    };
  }

  /** The step of the newest copy that will load well, though nobody may know which that is; 0 when there is none. */
  get newestSoundStep(): number {
    let soundStep = 0;
    for (const tier of this.tiers) {
      if (!this.isLost(tier)) soundStep = Math.max(soundStep, tier.store.newestSoundStep(this.state.nowUs) ?? 0);
    }
    return soundStep;
  }

  private isLost(tier: TierState): boolean {
    if (!this.canLose) return false;
    return tier.peers === undefined
      ? domains.indexOf(tier.survives) < domains.indexOf(this.domainOfLoss)
      : tier.peers.isLost;
  }

  /** Another node was lost: the domain that holds all of them and this one is at least the one that holds it and the first. */
  private widenLossTo(node: number): void {
    const { topology } = this.state.site.ground;
    const { firstLost: first } = this;
    if (this.lostNodes.size === 1) {
      this.firstLost = node;
      this.domainOfLoss = "node";
      return;
    }
    const shared: Domain =
      topology.supernodeOf(node) === topology.supernodeOf(first)
        ? "supernode"
        : topology.loopOf(node) === topology.loopOf(first)
          ? "loop"
          : "site";
    if (domains.indexOf(shared) > domains.indexOf(this.domainOfLoss)) this.domainOfLoss = shared;
  }
}

/** A newer copy is better; of two as new, the one that loads faster. */
const isBetter = (tier: TierState, step: number, best: TierState | undefined, bestStep: number): boolean =>
  step > bestStep || (best !== undefined && step === bestStep && tier.times.loadUs < best.times.loadUs);
