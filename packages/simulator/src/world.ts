import { faultKinds, isMomentary, ProgressCurve, TimeWeighted } from "@ordeal/model";
import { ActiveFaults } from "./active-faults.ts";
import { Fabric } from "./cluster/fabric.ts";
import { Fleet, type FleetListener, type Holder } from "./cluster/fleet.ts";
import { ReplacedNodes } from "./cluster/replaced-nodes.ts";
import { Loops } from "./cooling/loops.ts";
import type { Fault } from "./fault.ts";
import type { Script } from "./faults/script.ts";
import { Job } from "./job/job.ts";
import { LedgerBook } from "./job/ledger.ts";
import { RunRecord } from "./job/record.ts";
import { Journal, type OnEvent } from "./journal.ts";
import { EventQueue, Priority } from "./kernel/queue.ts";
import type { Plan, Settings } from "./plan.ts";
import { Storage } from "./storage/storage.ts";
import { Stragglers } from "./stragglers.ts";

/**
 * Everything there is in one run, and what faults may do to it. Fault kinds and hazards act on the world only through
 * these methods and through its parts.
 */
export class World implements FleetListener {
  readonly plan: Plan;
  readonly seed: number;
  nowUs = 0;
  /** Whether what happens now is a heal, which comes before everything else at its instant. */
  isHealing = false;
  /** Whether many faults end at once, so that what hangs on them all waits until the last has. */
  isEndingMany = false;
  /** Whether storage lost a fault that still counts in its share. */
  isStorageStale = false;
  settings: Settings;
  readonly queue = new EventQueue();
  readonly journal: Journal;
  readonly ledger = new LedgerBook();
  readonly curve = new ProgressCurve();
  readonly record = new RunRecord();
  /** Addresses whose node cannot be used. */
  readonly nodesDown = new TimeWeighted();
  /** All nodes that are down: those, and the ones that a fresh node took the place of. */
  readonly nodesBroken = new TimeWeighted();
  readonly replaced = new ReplacedNodes(this.nodesBroken);
  readonly fleet: Fleet;
  readonly fabric: Fabric;
  readonly storage = new Storage();
  readonly loops: Loops;
  readonly job: Job;
  readonly faults = new ActiveFaults();
  /** Scripted faults that may still strike, by id. */
  readonly armed = new Map<string, Script>();
  /** Active faults that act on a job that steps, whenever it steps. */
  private readonly engaging = new Set<Fault>();
  /** Active stragglers with their speeds, and those among them that were found while no spare was free. */
  readonly slow = new Stragglers();
  readonly stragglersFound = new Set<Fault>();
  private detections = 0;
  private schedulerStalls = 0;
  private readonly offenders = new Set<number>();
  /** Until when nodes are quarantined. */
  private readonly quarantines = new Map<number, number>();
  /** Whether the job puts load on its cards. */
  isLoaded = false;
  /** Whether something changed that a waiting job, or a straggler, waits for. */
  private hasNewCapacity = false;

  constructor(plan: Plan, seed: number, onEvent: OnEvent | undefined, hearsCheckpoints?: boolean) {
    this.plan = plan;
    this.seed = seed;
    this.settings = plan.settings[0];
    this.journal = new Journal(onEvent, hearsCheckpoints);
    this.fleet = new Fleet(plan.topology, plan.placement, plan.scenario.job.nodes, this.nodesDown, this);
    this.fabric = new Fabric(plan.topology, this.fleet);
    this.loops = new Loops(this);
    this.job = new Job(this);
  }

  /** Runs `happen` after some time, unless the run ends before. */
  after(us: number, priority: Priority, id: string, happen: () => void): void {
    this.queue.push({ atUs: this.nowUs + us, priority, id, happen });
  }

  /**
   * Brings a cruising job to this instant, so that it can be touched or looked at. A heal comes before whatever else is
   * due at its instant (`before`), everything else after it.
   */
  catchUp(order: "after" | "before" = "after"): void {
    const { job, nowUs, isHealing } = this;
    if (!job.isCruising) return;
    this.isHealing = false;
    const byUs = order === "after" ? nowUs : nowUs - 1;
    job.land(byUs);
    while (job.nextUs <= byUs) {
      this.nowUs = job.nextUs;
      job.complete(false);
    }
    this.nowUs = nowUs;
    this.isHealing = isHealing;
  }

  /** Lets whoever waits for nodes, or for the scheduler, look again; once after everything that happened together. */
  settle(): void {
    if (!this.hasNewCapacity) return;
    this.hasNewCapacity = false;
    this.job.recovery.wake();
    for (const fault of this.stragglersFound) fault.behaviour.engage?.(this, fault);
  }

  /** Makes nodes unusable; the job stops if one of them is its own. */
  takeDown(from: number, end: number, holder: Holder, fault: Fault): void {
    // Copies that were complete before the nodes went are so, though nobody has looked since.
    this.job.saver.finishWriting(this.nowUs);
    let strikesJob = false;
    for (let node = from; node < end; node++) {
      if (this.fleet.isInJob(node)) {
        strikesJob = true;
        this.job.recovery.restorePoints.loseNode(node);
      }
      this.fleet.hold(node, holder, this.nowUs);
    }
    if (strikesJob) this.job.fail(fault, fault.detectAfterUs ?? this.settings.recovery.detect.crash, true);
  }

  bringUp(from: number, end: number, holder: Holder): void {
    for (let node = from; node < end; node++) {
      this.fleet.release(node, holder, this.nowUs);
      this.replaced.release(node, holder, this.nowUs);
    }
  }

  nodeDown(node: number, holder: Holder): void {
    this.nodesBroken.add(this.nowUs, 1);
    const { quarantine } = this.settings.recovery;
    if (quarantine !== undefined) {
      const limits = { faults: quarantine.faults, windowUs: quarantine.window };
      if (this.fleet.isRepeatOffender(node, this.nowUs, limits)) this.offenders.add(node);
    }
    if (this.journal.isHeard)
      this.journal.say(this.nowUs, "node.down", { node: this.nodeName(node), faultId: holder.id });
  }

  nodeUp(node: number): void {
    this.nodesBroken.add(this.nowUs, -1);
    if (this.journal.isHeard) this.journal.say(this.nowUs, "node.up", { node: this.nodeName(node) });
    if (this.fleet.role(node) !== "job" && this.offenders.delete(node)) this.quarantine(node);
    else if (this.fleet.role(node) === "out") this.fleet.setRole(node, "spare");
    this.hasNewCapacity = true;
  }

  private quarantine(node: number): void {
    const release = this.settings.recovery.quarantine?.release;
    this.fleet.setRole(node, "quarantined");
    const untilUs = release === undefined ? null : this.nowUs + release;
    this.journal.say(this.nowUs, "node.quarantined", { node: this.nodeName(node), untilUs });
    if (untilUs === null) return;
    this.quarantines.set(node, untilUs);
    this.queue.push({
      atUs: untilUs,
      priority: Priority.heal,
      id: `quarantine ${node}`,
      happen: () => this.free(node),
    });
  }

  /** Quarantine ends, unless the node failed in it and began another. */
  private free(node: number): void {
    if (this.quarantines.get(node) !== this.nowUs) return;
    this.quarantines.delete(node);
    if (this.journal.isHeard) this.journal.say(this.nowUs, "node.released", { node: this.nodeName(node) });
    this.fleet.setRole(node, "spare");
    this.hasNewCapacity = true;
  }

  /** A fault begins. */
  strike(fault: Fault): void {
    const { journal, plan } = this;
    this.catchUp();
    fault.isActive = true;
    this.record.faults++;
    this.faults.add(fault);
    if (journal.isHeard) {
      journal.say(this.nowUs, "fault.started", {
        faultId: fault.id,
        kind: fault.kind,
        targets: fault.targets.map((index) => plan.topology.name(fault.component, index)),
        origin: fault.given.origin,
        cause: fault.nature.tally.cause,
        untilUs: Number.isFinite(fault.atUs) ? fault.atUs : null,
      });
    }
    const { behaviour } = fault;
    if (behaviour.engage !== undefined) this.engaging.add(fault);
    behaviour.strike(this, fault);
    if (isMomentary(fault.kind)) this.end(fault);
    else if (fault.isActive && (fault.atUs < plan.endUs || (fault.atUs === plan.endUs && !fault.isCutShort)))
      this.queue.push(fault);
  }

  /** A fault is over; ending it again does nothing. */
  end(fault: Fault): void {
    if (!fault.isActive) return;
    if (!fault.behaviour.healsApart) this.catchUp("before");
    fault.isActive = false;
    this.faults.delete(fault);
    if (fault.behaviour.engage !== undefined) this.engaging.delete(fault);
    if (this.journal.isHeard) this.journal.say(this.nowUs, "fault.ended", { faultId: fault.id });
    fault.behaviour.heal(this, fault);
    fault.given.onEnd?.(fault);
  }

  /** A fault that was found takes its nodes out of use; one that nobody had seen is mended from now on. */
  takeOutOfUse(fault: Fault): void {
    for (const index of fault.targets) {
      const [from, end] = this.plan.topology.nodesOf(fault.component, index);
      for (let node = from; node < end; node++) this.fleet.hold(node, fault, this.nowUs);
    }
    if (faultKinds[fault.kind].lasts !== "detection" || fault.hasOwnDuration) return;
    const repairUs = fault.drawRepairUs();
    fault.mendedUs = this.nowUs + repairUs;
    this.after(repairUs, Priority.heal, fault.id, () => this.end(fault));
  }

  /** A fault lets the nodes go that it held. */
  letGo(fault: Fault): void {
    for (const index of fault.targets) {
      const [from, end] = this.plan.topology.nodesOf(fault.component, index);
      this.bringUp(from, end, fault);
    }
  }

  /** Ends a fault that a restart of its process cures. */
  endWithRestart(fault: Fault): void {
    if (faultKinds[fault.kind].lasts === "restart" && !fault.hasOwnDuration) this.end(fault);
  }

  /** Calls `found` after a latency. A detection of the same fault that is under way goes on, or starts `afresh`. */
  detect(fault: Fault, afterUs: number, found: () => void, afresh = false): void {
    if (fault.detection > 0 && !afresh) return;
    const detection = ++this.detections;
    fault.detection = detection;
    this.after(fault.detectAfterUs ?? afterUs, Priority.completion, `detect ${fault.id}`, () => {
      if (fault.detection !== detection) return;
      this.catchUp();
      fault.detection = 0;
      found();
    });
  }

  /** The job steps again: faults that act on a running job, and are still there, act on it again. */
  rejoin(): void {
    if (this.engaging.size === 0) return;
    for (const fault of this.engaging) if (this.isOnJob(fault)) fault.behaviour.engage?.(this, fault);
  }

  /** Whether a fault sits in or above a node of the job. */
  isOnJob(fault: Fault): boolean {
    const { topology } = this.plan;
    for (const index of fault.targets) {
      const [from, end] = topology.nodesOf(fault.component, index);
      for (let node = from; node < end; node++) if (this.fleet.isInJob(node)) return true;
    }
    return false;
  }

  /** The nodes in or below a fault's targets. */
  *nodesOf(fault: Fault): Generator<number> {
    for (const index of fault.targets) {
      const [from, end] = this.plan.topology.nodesOf(fault.component, index);
      for (let node = from; node < end; node++) yield node;
    }
  }

  /** The speed of the job's slowest card: a straggler's, or that of a throttled loop. */
  leastSpeed(): number {
    const ofLoops = this.loops.areHealthy ? 1 : this.loops.leastSpeed();
    return Math.min(ofLoops, this.slow.leastOnJob(this));
  }

  setLoaded(loaded: boolean): void {
    if (!this.loops.areHealthy) this.loops.spare(this.nowUs);
    this.isLoaded = loaded;
    this.loops.setLoaded(this.nowUs, loaded);
  }

  get isSchedulerUp(): boolean {
    return this.schedulerStalls === 0;
  }

  stallScheduler(change: 1 | -1): void {
    this.schedulerStalls += change;
    this.journal.say(this.nowUs, "scheduler.changed", { up: this.isSchedulerUp });
    this.hasNewCapacity = true;
  }

  nodeName(node: number): string {
    return this.plan.topology.name("node", node);
  }
}
