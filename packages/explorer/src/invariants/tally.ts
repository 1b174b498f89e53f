import type { AnyEvent, JobMode, RunResult } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import type { RunWatch } from "./watch/run-watch.ts";

type Counted = { -readonly [K in keyof Omit<RunResult["counts"], "faultsOnJob">]: number };

interface Interrupted {
  readonly stoppedUs: number;
  /** Since when the job had not stepped. */
  readonly idleFromUs: number;
  readonly faultId: string | undefined;
  resumedUs: number | null;
}

/** Counts what the journal tells. */
class Count {
  readonly counted: Counted = {
    steps: 0,
    faults: 0,
    faultsSkipped: 0,
    interruptions: 0,
    checkpoints: 0,
    checkpointsSkipped: 0,
    checkpointsTorn: 0,
    recoveries: 0,
    shrinks: 0,
    starvations: 0,
  };
  readonly interruptions: Array<Interrupted> = [];
  isStarved = false;
  private open: Interrupted | undefined;
  private steppedUs = 0;
  private nowUs = 0;

  see(event: AnyEvent, mode: JobMode): void {
    const { counted } = this;
    if (mode === "stepping" && event.atUs > this.nowUs) this.steppedUs = event.atUs;
    this.nowUs = event.atUs;
    switch (event.type) {
      case "run.ended":
        counted.steps = event.data.step;
        return;
      case "fault.started":
        counted.faults++;
        return;
      case "fault.skipped":
        counted.faultsSkipped++;
        return;
      case "checkpoint.persist.ended":
        counted.checkpoints++;
        return;
      case "checkpoint.skipped":
        counted.checkpointsSkipped++;
        return;
      case "checkpoint.torn":
        counted.checkpointsTorn++;
        return;
      case "job.shrunk":
        counted.shrinks++;
        return;
      case "job.waiting":
        this.isStarved = event.data.schedulerUp;
        if (this.isStarved) counted.starvations++;
        return;
      case "rung.started":
      case "job.struck":
        this.isStarved = false;
        return;
      case "job.stopped":
        counted.interruptions++;
        this.open = {
          stoppedUs: event.atUs,
          idleFromUs: this.steppedUs,
          faultId: event.data.faultIds[0],
          resumedUs: null,
        };
        this.interruptions.push(this.open);
        return;
      case "job.resumed":
        if (this.open === undefined) return;
        counted.recoveries++;
        this.open.resumedUs = event.atUs;
        this.open = undefined;
    }
  }
}

/** The result counts what the journal tells. */
export const tally: Invariant = {
  name: "tally",
  says: "the result counts every step, fault, checkpoint and interruption of the journal once",
  follow({ result }: RunEvidence, { job }: RunWatch): Follower {
    const findings = new Findings("tally");
    const count = new Count();
    const end = () => {
      const { counted, interruptions, isStarved } = count;
      for (const [name, byJournal] of Object.entries(counted) as ReadonlyArray<[keyof Counted, number]>) {
        const actual = result.counts[name];
        if (actual !== byJournal)
          findings.overall(result.wallUs, `${name} is ${actual} in the result, ${byJournal} by the journal`);
      }
      if (result.starved !== isStarved)
        findings.overall(result.wallUs, `the result says ${result.starved ? "" : "not "}starved, the journal does not`);
      for (const [index, { stoppedUs, idleFromUs, faultId, resumedUs }] of interruptions.entries()) {
        const booked = result.interruptions[index];
        if (booked === undefined) break;
        const wrong = (message: string) => findings.overall(stoppedUs, `interruption ${index + 1} ${message}`);
        if (booked.faultId !== faultId) wrong(`is by ${booked.faultId} in the result, by ${faultId} in the journal`);
        if (booked.atUs > stoppedUs || booked.atUs < idleFromUs)
          wrong(
            `began at ${booked.atUs} µs; the job stepped until ${idleFromUs} µs and was stopped at ${stoppedUs} µs`,
          );
        const recoveryUs = (resumedUs ?? result.wallUs) - booked.atUs;
        if (booked.isOver !== (resumedUs !== null)) wrong(`is ${booked.isOver ? "" : "not "}over in the result`);
        if (booked.recoveryUs !== recoveryUs)
          wrong(`took ${booked.recoveryUs} µs in the result, ${recoveryUs} µs by the journal`);
      }
    };
    return { violations: findings.violations, see: (event) => count.see(event, job.mode), end };
  },
};
