import type { Holder } from "../cluster/fleet.ts";
import type { Site } from "../cluster/site.ts";
import { Priority } from "../kernel/queue.ts";
import type { StorageShares } from "../storage/shares.ts";
import { ActiveFaults } from "./active-faults.ts";
import type { Fault, FaultContext, LoopsUnderFault, StruckJob } from "./fault.ts";
import { ReappliedFaults } from "./reapplied-faults.ts";
import type { Stragglers } from "./stragglers.ts";

/** A job that several faults may leave at once, so that what changes waits for the last of them. */
export interface DeferringJob extends StruckJob {
  /** A node of the job is about to be lost, with what it held in memory. */
  loseNode(node: number): void;
  /** Nodes of the job are gone: it stops, or would if it were up. */
  failWithNodes(fault: Fault): void;
  /** The same for one that strikes alone: see `isAlone` of its source. */
  failAlone(fault: Fault): void;
  /** Several faults go at once: what changes waits for {@link flush}. */
  defer(): void;
  /** From here on changes count again; {@link flush} looks at what changed. */
  stopDeferring(): void;
  flush(): void;
}

/** Loops of which several faults may go at once. */
interface DeferringLoops extends LoopsUnderFault {
  defer(): void;
  flush(): void;
}

/** The life of a fault: it strikes, acts on the job again whenever that comes back, is cordoned, and ends. */
export class FaultLife implements FaultContext {
  readonly site: Site;
  readonly job: DeferringJob;
  readonly loops: DeferringLoops;
  private readonly shares: StorageShares;
  private readonly slow: Stragglers;
  readonly awaitingSpare: Set<Fault>;
  readonly active = new ActiveFaults();
  /** How many faults have struck, and how many did not, though they were to. */
  struck = 0;
  skipped = 0;
  /** Those that act on a job that steps, whenever it steps. */
  readonly reapplied = new ReappliedFaults();
  private readonly jobs: ReadonlyArray<StruckJob>;

  constructor(
    site: Site,
    job: DeferringJob,
    loops: DeferringLoops,
    shares: StorageShares,
    slow: Stragglers,
    awaitingSpare: Set<Fault>,
  ) {
    this.site = site;
    this.job = job;
    this.jobs = [job];
    this.loops = loops;
    this.shares = shares;
    this.slow = slow;
    this.awaitingSpare = awaitingSpare;
  }

  /** A fault begins. */
  strike(fault: Fault): void {
    const { journal, clock, endUs } = this.site;
    fault.isActive = true;
    this.struck++;
    this.active.add(fault);
    if (journal.hasListener) {
      journal.emit(clock.nowUs, "fault.started", {
        faultId: fault.id,
        kind: fault.kind,
        targets: this.namesOf(fault),
        origin: fault.source.origin,
        cause: fault.nature.tally.cause,
        untilUs: Number.isFinite(fault.atUs) ? fault.atUs : null,
      });
    }
    const { behaviour } = fault;
    if (behaviour.reapply !== undefined) this.reapplied.add(fault);
    behaviour.strike(this, fault);
    if (fault.nature.lasts === "instant") this.end(fault);
    else if (fault.atUs < endUs || (fault.atUs === endUs && !fault.isCutShort)) clock.queue.push(fault);
  }

  private namesOf({ component, targets }: Fault): ReadonlyArray<string> {
    const { topology } = this.site.ground;
    const [only] = targets;
    // Nearly every fault of a hazard has one target, and a list made with one item is made at once.
    if (only !== undefined && targets.length === 1) return [topology.name(component, only)];
    return targets.map((index) => topology.name(component, index));
  }

  /** A fault that was to strike does not. */
  skip(faultId: string, kind: Fault["kind"], reason: string): void {
    const { journal, clock } = this.site;
    this.skipped++;
    if (journal.hasListener) journal.emit(clock.nowUs, "fault.skipped", { faultId, kind, reason });
  }

  /** A fault is over; ending it again does nothing. */
  end(fault: Fault): void {
    if (!fault.isActive) return;
    const { journal, clock } = this.site;
    fault.isActive = false;
    this.active.delete(fault);
    if (fault.behaviour.reapply !== undefined) {
      this.reapplied.delete(fault);
      this.awaitingSpare.delete(fault);
    }
    if (journal.hasListener) journal.emit(clock.nowUs, "fault.ended", { faultId: fault.id });
    fault.behaviour.heal(this, fault);
    fault.source.onEnd?.(fault);
  }

  /** What a fault struck is mended: it is over, if it was not before, and nodes that were replaced over it are whole. */
  mend(fault: Fault): void {
    if (fault.isActive) return this.end(fault);
    const { replaced, clock } = this.site;
    if (replaced.areAny) for (const node of fault.nodes()) replaced.release(node, fault, clock.nowUs);
  }

  /** Several faults are over at once: what they all act on looks at itself again once, after the last of them. */
  endAll(faults: ReadonlyArray<Fault>): void {
    if (faults.length === 0) return;
    const { site, job, loops, shares } = this;
    job.defer();
    site.fabric.defer();
    loops.defer();
    shares.defer();
    for (const fault of faults) this.end(fault);
    job.stopDeferring();
    site.fabric.flush(site.clock.nowUs);
    loops.flush();
    shares.flush();
    job.flush();
  }

  /** Whether nothing but a fault ails the node that it struck, and nothing follows from its end. */
  isAlone({ source, fromNode }: Fault): boolean {
    if (source.onEnd !== undefined) return false;
    let covering = 0;
    for (const fault of this.active) if (fault.covers(fromNode)) covering++;
    return covering === 1;
  }

  /** The job steps again: faults that act on a running job, and are still there, act on it again. */
  reapply(): void {
    if (!this.reapplied.areAny) return;
    for (const fault of this.reapplied) {
      if (this.awaitingSpare.has(fault)) continue;
      for (const job of this.jobsOf(fault)) fault.behaviour.reapply?.(this, fault, job);
    }
    this.offerSpares();
  }

  /** There may be spares now for those that wait for one: by id, whichever struck or was found first. */
  offerSpares(): void {
    if (this.awaitingSpare.size === 0) return;
    const byId = [...this.awaitingSpare].sort((one, other) => (one.id < other.id ? -1 : 1));
    for (const fault of byId) fault.behaviour.reapply?.(this, fault, this.job);
  }

  jobsOf(fault: Fault): ReadonlyArray<StruckJob> {
    return fault.isOnJob ? this.jobs : none;
  }

  setStorageShare(fault: Fault, share: number | undefined): void {
    this.shares.set(fault, share);
  }

  setCardSpeed(fault: Fault, speed: number | undefined): void {
    if (speed === undefined) this.slow.delete(fault);
    else this.slow.set(fault, speed);
  }

  takeDown(fault: Fault): void {
    if (fault.source.isAlone) {
      if (this.holdNodes(fault.fromNode, fault.endNode, fault)) this.job.failAlone(fault);
      return;
    }
    this.takeNodesDown(fault.fromNode, fault.endNode, fault, fault);
    const { topology } = this.site.ground;
    for (let nth = 1; nth < fault.targets.length; nth++) {
      const [from, end] = topology.nodesOf(fault.component, fault.targets[nth] as number);
      this.takeNodesDown(from, end, fault, fault);
    }
  }

  /** Makes nodes unusable on behalf of a holder, over a fault; the job stops if one of them is its own. */
  takeNodesDown(from: number, end: number, holder: Holder, fault: Fault): void {
    if (this.holdNodes(from, end, holder)) this.job.failWithNodes(fault);
  }

  /** Makes nodes unusable on behalf of a holder. Returns whether one of them is the job's. */
  private holdNodes(from: number, end: number, holder: Holder): boolean {
    const { fleet, clock } = this.site;
    let strikesJob = false;
    for (let node = from; node < end; node++) {
      if (fleet.isInJob(node)) {
        strikesJob = true;
        this.job.loseNode(node);
      }
      fleet.hold(node, holder, clock.nowUs);
    }
    return strikesJob;
  }

  /** Lets nodes go that a holder made unusable. */
  bringNodesUp(from: number, end: number, holder: Holder): void {
    const { fleet, replaced, clock } = this.site;
    for (let node = from; node < end; node++) {
      fleet.release(node, holder, clock.nowUs);
      replaced.release(node, holder, clock.nowUs);
    }
  }

  cordon(fault: Fault): void {
    const { fleet, clock } = this.site;
    for (const node of fault.nodes()) fleet.hold(node, fault, clock.nowUs);
    // Until it ends no job that steps has its nodes.
    this.reapplied.delete(fault);
    if (fault.nature.lasts !== "detection" || fault.hasOwnDuration) return;
    const repairUs = fault.drawRepairUs();
    fault.mendedUs = clock.nowUs + repairUs;
    clock.after(repairUs, Priority.heal, fault.id, () => this.mend(fault));
  }

  uncordon(fault: Fault): void {
    this.bringNodesUp(fault.fromNode, fault.endNode, fault);
    const { topology } = this.site.ground;
    for (let nth = 1; nth < fault.targets.length; nth++) {
      const [from, end] = topology.nodesOf(fault.component, fault.targets[nth] as number);
      this.bringNodesUp(from, end, fault);
    }
  }
}

const none: ReadonlyArray<StruckJob> = [];
