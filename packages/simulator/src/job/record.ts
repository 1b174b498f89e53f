import type { FaultKind, Interruption } from "@ordeal/model";
import type { Fault, Tally } from "../fault.ts";

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
  private readonly tallies: Array<Tally> = [];

  /** Counts a fault that stopped the job, or would have had it been up; each fault once. */
  countOnJob(fault: Fault): void {
    if (fault.isCounted) return;
    fault.isCounted = true;
    this.faultsOnJob++;
    fault.nature.tally.count++;
  }

  /** The tally of a kind and cause; without a cause the kind stands for it. */
  tally(kind: FaultKind, cause: string = kind): Tally {
    const known = this.tallies.find((tally) => tally.kind === kind && tally.cause === cause);
    if (known !== undefined) return known;
    const tally = { kind, cause, count: 0 };
    this.tallies.push(tally);
    return tally;
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
      cause: fault.nature.tally.cause,
      faultId: fault.id,
      recoveryUs: nowUs - atUs,
      lostUs,
    });
    this.open = undefined;
    this.recoveries++;
  }

  /** When the interruption that is not over began; `null` when there is none. */
  get downSinceUs(): number | null {
    return this.open === undefined ? null : this.open.atUs;
  }

  interruptions(): ReadonlyArray<Interruption> {
    if (this.open === undefined) return this.closed;
    const { atUs, fault, killedUs } = this.open;
    return [
      ...this.closed,
      {
        atUs,
        kind: fault.kind,
        cause: fault.nature.tally.cause,
        faultId: fault.id,
        recoveryUs: null,
        lostUs: killedUs,
      },
    ];
  }

  faultsByCause(): ReadonlyArray<Tally> {
    const some = this.tallies.filter(({ count }) => count > 0).map((tally) => ({ ...tally }));
    return some.sort((a, b) => b.count - a.count || (`${a.cause} ${a.kind}` < `${b.cause} ${b.kind}` ? -1 : 1));
  }
}
