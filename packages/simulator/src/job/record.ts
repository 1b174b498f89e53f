import type { FaultKind, Interruption } from "@ordeal/model";
import type { Fault, Tally } from "../fault/fault.ts";

/** What a run counts and remembers besides its ledger. */
export class RunRecord {
  private faultsOnJob = 0;
  checkpoints = 0;
  checkpointsSkipped = 0;
  checkpointsTorn = 0;
  recoveries = 0;
  shrinks = 0;
  starvations = 0;
  /** Time spent stepping × nodes of the job then, in node-µs: what draws load power. */
  steppingNodeUs = 0;
  private readonly closed: Array<Interruption> = [];
  /** The fault of the interruption that is not over, since when, and how far the step in progress was. */
  private open: Fault | undefined = undefined;
  private openSinceUs = 0;
  private killedUs = 0;
  private readonly tallies = new Map<string, Tally>();

  /** Counts a fault that stopped the job, or would have had it been up; each fault once. */
  countOnJob(fault: Fault): void {
    if (fault.isCounted) return;
    fault.isCounted = true;
    this.faultsOnJob++;
    fault.nature.tally.count++;
  }

  /** The tally of a kind and cause; without a cause the kind stands for it. */
  tally(kind: FaultKind, cause: string = kind): Tally {
    const key = `${kind} ${cause}`;
    const known = this.tallies.get(key);
    if (known !== undefined) return known;
    const tally = { kind, cause, count: 0 };
    this.tallies.set(key, tally);
    return tally;
  }

  beginInterruption(atUs: number, fault: Fault, killedUs: number): void {
    this.open = fault;
    this.openSinceUs = atUs;
    this.killedUs = killedUs;
  }

  /** The job steps again; of the steps committed when it stopped it lost those that took `rolledBackUs`. */
  endInterruption(nowUs: number, rolledBackUs: number): void {
    const { open } = this;
    if (open === undefined) return;
    this.closed.push(this.told(open, nowUs, rolledBackUs, true));
    this.open = undefined;
    this.recoveries++;
  }

  /** An interruption that begins and ends, with what it cost in steps lost and rolled back. */
  passInterruption(atUs: number, fault: Fault, lostUs: number, backUs: number): void {
    this.openSinceUs = atUs;
    this.killedUs = lostUs;
    this.closed.push(this.told(fault, backUs, 0, true));
    this.recoveries++;
  }

  /** When the interruption that is not over began; `null` when there is none. */
  get downSinceUs(): number | null {
    return this.open === undefined ? null : this.openSinceUs;
  }

  /** All of them; one that goes on with its length so far, and with the loss of the steps that took `rolledBackUs`. */
  interruptions(nowUs: number, rolledBackUs: number): ReadonlyArray<Interruption> {
    const { open } = this;
    return open === undefined ? this.closed : [...this.closed, this.told(open, nowUs, rolledBackUs, false)];
  }

  private told(fault: Fault, nowUs: number, rolledBackUs: number, isOver: boolean): Interruption {
    const { openSinceUs, killedUs } = this;
    return {
      atUs: openSinceUs,
      kind: fault.kind,
      cause: fault.nature.tally.cause,
      faultId: fault.id,
      recoveryUs: nowUs - openSinceUs,
      isOver,
      lostUs: killedUs + rolledBackUs,
    };
  }

  /** The faults on the job, and by cause; with them those that are `hidden`, which nobody has noticed. */
  onJob(hidden: Iterable<Fault>): { readonly faultsOnJob: number; readonly faultsByCause: ReadonlyArray<Tally> } {
    const uncounted = [...hidden].filter(({ isCounted }) => !isCounted);
    const tallies = [...this.tallies.values()].map((tally) => ({
      ...tally,
      count: tally.count + uncounted.filter(({ nature }) => nature.tally === tally).length,
    }));
    return {
      faultsOnJob: this.faultsOnJob + uncounted.length,
      faultsByCause: tallies
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count || (`${a.cause} ${a.kind}` < `${b.cause} ${b.kind}` ? -1 : 1)),
    };
  }
}
