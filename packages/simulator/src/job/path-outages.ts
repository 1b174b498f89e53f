import type { Cut, Fault } from "../fault/fault.ts";
import { latencyUs } from "../fault/latency.ts";
import { Priority } from "../kernel/queue.ts";
import type { JobState } from "./state.ts";

/** A path that is lost: by how. A new one for each time, so that whoever waits for it sees whether it is the same. */
interface Outage {
  readonly how: Cut;
}

/** The paths that the job lost: those that stall it, until when traffic moves, and when a stall times out. */
export class PathOutages {
  private readonly state: JobState;
  /** Faults whose path is cut, whether the job is up or not. */
  private readonly lost = new Map<Fault, Outage>();
  /** Those of them that stall the job, and the paths whose traffic is being moved or tried again, with when that is done. */
  private readonly cuts = new Set<Fault>();
  private readonly failovers = new Map<Fault, number>();
  /** Since when the job is stalled; of use while it is. */
  private stalledSinceUs = 0;

  constructor(state: JobState) {
    this.state = state;
  }

  get areAny(): boolean {
    return this.cuts.size > 0 || this.failovers.size > 0;
  }

  /** Whether a fault has cut a path, though it may stall nobody. */
  get areLost(): boolean {
    return this.lost.size > 0;
  }

  /** A path is gone while the job is up. */
  cut(fault: Fault, how: Cut): void {
    this.lost.set(fault, { how });
    this.stall(fault);
  }

  /** Whether the transport cut a fault's path. */
  isCutByTransport(fault: Fault): boolean {
    return this.lost.size > 0 && this.lost.get(fault)?.how === "transport";
  }

  /** The job came back over a path: whether the transport cut it. */
  cutAgain(fault: Fault): boolean {
    if (!this.isCutByTransport(fault)) return false;
    this.stall(fault);
    return true;
  }

  private stall(fault: Fault): void {
    const { site, nowUs } = this.state;
    this.cuts.add(fault);
    if (site.journal.hasListener) site.journal.emit(nowUs, "path.cut", { faultId: fault.id });
  }

  /** A path that is cut while the job is down would have stopped it, had it been up, if it stays cut for the timeout. */
  cutWhileDown(fault: Fault, how: Cut): void {
    const { site, settings, record } = this.state;
    const outage = { how };
    this.lost.set(fault, outage);
    const timeoutUs = latencyUs(fault, settings.recovery);
    if (timeoutUs === 0) return record.countOnJob(fault);
    site.clock.after(timeoutUs, Priority.completion, `timeout of ${fault.id}`, () => {
      if (this.lost.get(fault) !== outage) return;
      const isCut = how === "transport" || site.fabric.isDead(fault.component, fault.targets, "anybody");
      if (isCut) record.countOnJob(fault);
    });
  }

  /** One path of several is gone: its traffic moves to the others. */
  failOver(fault: Fault, us: number): void {
    this.lost.delete(fault);
    this.failovers.set(fault, this.state.nowUs + us);
  }

  /** A path is gone that nobody had to move from. */
  goAround(fault: Fault): void {
    this.lost.delete(fault);
  }

  /** A path is whole again. Returns whether it, or its failover, stalled the job. */
  reconnect(fault: Fault): boolean {
    this.lost.delete(fault);
    const wasMoving = this.failovers.delete(fault);
    return this.endCut(fault) || wasMoving;
  }

  /** A path that was cut carries traffic once the transport tries again. Returns whether it was cut. */
  private endCut(fault: Fault): boolean {
    if (!this.cuts.delete(fault)) return false;
    const { clock, ground } = this.state.site;
    const { reconnect = 0 } = ground.scenario.cluster;
    // By the cluster's clock: nobody may have brought the job to this instant.
    if (reconnect > 0) this.failovers.set(fault, clock.nowUs + reconnect);
    return true;
  }

  /** Some links are back: a fault whose nodes have a path again cuts nothing any more. Returns whether there was one. */
  findPaths(): boolean {
    let found = false;
    for (const fault of this.cuts) {
      if (this.lost.get(fault)?.how !== "dead") continue;
      if (this.state.site.fabric.isDead(fault.component, fault.targets)) continue;
      found = this.endCut(fault) || found;
    }
    return found;
  }

  /** Forgets the traffic that has moved by now. */
  dropMoved(): void {
    if (this.failovers.size === 0) return;
    for (const [fault, untilUs] of this.failovers) if (untilUs <= this.state.nowUs) this.failovers.delete(fault);
  }

  /** The job is stalled from now on. */
  beginStall(): void {
    this.stalledSinceUs = this.state.nowUs;
  }

  /** When the stall ends: by itself once all traffic has moved, or in the timeout of the first cut. */
  get endsUs(): number {
    if (this.cuts.size > 0) return this.deadlineUs;
    let endsUs = 0;
    for (const untilUs of this.failovers.values()) endsUs = Math.max(endsUs, untilUs);
    return endsUs;
  }

  /** When a stalled job gives up: counted from the start of the stall, whichever path was cut meanwhile. */
  private get deadlineUs(): number {
    let firstUs = Number.POSITIVE_INFINITY;
    for (const fault of this.cuts) firstUs = Math.min(firstUs, this.timesOutUs(fault));
    return Math.max(firstUs, this.state.nowUs);
  }

  private timesOutUs(fault: Fault): number {
    return this.stalledSinceUs + latencyUs(fault, this.state.settings.recovery);
  }

  /** The first cut that has timed out, which stops the job; the others, still there, would have. A restart goes around them all. */
  timeOut(): Fault | undefined {
    const { nowUs, record } = this.state;
    const first = [...this.cuts].find((fault) => this.timesOutUs(fault) <= nowUs);
    if (first === undefined) return undefined;
    for (const fault of this.cuts) {
      this.lost.delete(fault);
      if (fault !== first) record.countOnJob(fault);
    }
    return first;
  }

  /** The job stopped: nothing stalls it any more. */
  clear(): void {
    // Clearing costs even where nothing is, and nothing nearly always is.
    if (this.cuts.size > 0) this.cuts.clear();
    if (this.failovers.size > 0) this.failovers.clear();
  }
}
