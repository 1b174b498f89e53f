import type { RunResult } from "@ordeal/model";
import { JobWatch } from "@ordeal/model";
import { Findings, told } from "./findings.ts";
import type { Evidence, Invariant, Violation } from "./invariant.ts";

type Counted = { -readonly [K in keyof Omit<RunResult["counts"], "faultsOnJob">]: number };

interface Interrupted {
  readonly stoppedUs: number;
  /** Since when the job had not stepped. */
  readonly idleFromUs: number;
  readonly faultId: string | undefined;
  resumedUs: number | null;
}

interface Told {
  readonly counted: Counted;
  readonly interruptions: ReadonlyArray<Interrupted>;
  readonly isStarved: boolean;
}

/** Counts what the journal tells. */
const count = (journal: Evidence["journal"]): Told => {
  const job = new JobWatch();
  const counted: Counted = {
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
  const interruptions: Array<Interrupted> = [];
  let open: Interrupted | undefined;
  let steppedUs = 0;
  let nowUs = 0;
  let isStarved = false;
  for (const event of told(journal)) {
    if (job.mode === "stepping" && event.atUs > nowUs) steppedUs = event.atUs;
    nowUs = event.atUs;
    job.see(event);
    switch (event.type) {
      case "run.ended":
        counted.steps = event.data.step;
        break;
      case "fault.started":
        counted.faults++;
        break;
      case "fault.skipped":
        counted.faultsSkipped++;
        break;
      case "checkpoint.persist.ended":
        counted.checkpoints++;
        break;
      case "checkpoint.skipped":
        counted.checkpointsSkipped++;
        break;
      case "checkpoint.torn":
        counted.checkpointsTorn++;
        break;
      case "job.shrunk":
        counted.shrinks++;
        break;
      case "job.waiting":
        isStarved = event.data.schedulerUp;
        if (isStarved) counted.starvations++;
        break;
      case "rung.started":
      case "job.struck":
        isStarved = false;
        break;
      case "job.stopped":
        open = { stoppedUs: nowUs, idleFromUs: steppedUs, faultId: event.data.faultIds[0], resumedUs: null };
        counted.interruptions++;
        interruptions.push(open);
        break;
      case "job.resumed":
        if (open === undefined) break;
        counted.recoveries++;
        open.resumedUs = nowUs;
        open = undefined;
    }
  }
  return { counted, interruptions, isStarved };
};

/** The result counts what the journal tells. */
export const tally: Invariant = {
  name: "tally",
  says: "the result counts every step, fault, checkpoint and interruption of the journal once",
  check({ journal, result }: Evidence): ReadonlyArray<Violation> {
    const findings = new Findings("tally");
    const { counted, interruptions, isStarved } = count(journal);
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
        wrong(`began at ${booked.atUs} µs; the job stepped until ${idleFromUs} µs and was stopped at ${stoppedUs} µs`);
      const recoveryUs = (resumedUs ?? result.wallUs) - booked.atUs;
      if (booked.isOver !== (resumedUs !== null)) wrong(`is ${booked.isOver ? "" : "not "}over in the result`);
      if (booked.recoveryUs !== recoveryUs)
        wrong(`took ${booked.recoveryUs} µs in the result, ${recoveryUs} µs by the journal`);
    }
    return findings.violations;
  },
};
