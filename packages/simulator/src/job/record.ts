import type { Interruption } from "@ordeal/model";
import type { Fault } from "../fault.ts";

/** An interruption that is not over. */
interface OpenInterruption {
  readonly atUs: number;
  readonly fault: Fault;
  readonly step: number;
  readonly killedUs: number;
}

/** What a run counts and remembers besides its ledger. */
export class RunRecord {
  faults = 0;
  faultsOnJob = 0;
  faultsSkipped = 0;
  checkpoints = 0;
  checkpointsSkipped = 0;
  checkpointsTorn = 0;
  recoveries = 0;
  shrinks = 0;
  starvations = 0;
  /** Time spent stepping × nodes of the job then, in node-µs: what draws load power. */
  steppingNodeUs = 0;
  private readonly closed: Array<Interruption> = [];
  private open: OpenInterruption | undefined;
  private readonly byCause = new Map<string, { cause: string; kind: string; count: number }>();

  /** Counts a fault that stopped the job, or would have had it been up; each fault once. */
  countOnJob(fault: Fault): void {
    if (fault.isCounted) return;
    fault.isCounted = true;
    this.faultsOnJob++;
    const key = `${fault.cause} ${fault.kind}`;
    const entry = this.byCause.get(key);
    if (entry === undefined) this.byCause.set(key, { cause: fault.cause, kind: fault.kind, count: 1 });
    else entry.count++;
  }

  beginInterruption(atUs: number, fault: Fault, step: number, killedUs: number): void {
    this.open = { atUs, fault, step, killedUs };
  }

  /** The job steps again from `step`; `stepUs` values the steps it lost. */
  endInterruption(nowUs: number, step: number, stepUs: number): void {
    if (this.open === undefined) return;
    const { atUs, fault, killedUs } = this.open;
    const lostUs = killedUs + Math.max(0, this.open.step - step) * stepUs;
    this.closed.push({
      atUs,
      kind: fault.kind,
      cause: fault.cause,
      faultId: fault.id,
      recoveryUs: nowUs - atUs,
      lostUs,
    });
    this.open = undefined;
    this.recoveries++;
  }

  interruptions(): ReadonlyArray<Interruption> {
    if (this.open === undefined) return this.closed;
    const { atUs, fault, killedUs } = this.open;
    return [
      ...this.closed,
      { atUs, kind: fault.kind, cause: fault.cause, faultId: fault.id, recoveryUs: null, lostUs: killedUs },
    ];
  }

  faultsByCause(): ReadonlyArray<{ readonly cause: string; readonly kind: string; readonly count: number }> {
    return [...this.byCause.values()].sort((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1));
  }
}
