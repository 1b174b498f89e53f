import type { SteppingTime } from "@ordeal/model";
import { type Bucket, buckets, StepWatch } from "@ordeal/model";
import { Findings, told } from "./findings.ts";
import type { Evidence, Invariant, Violation } from "./invariant.ts";

interface Rebuilt {
  /** Time in the buckets that the journal delimits by itself. */
  readonly us: ReadonlyMap<Bucket, number>;
  readonly steppingUs: number;
  /** How that divides; `undefined` when the journal does not tell some step time. */
  readonly parts: SteppingTime | undefined;
}

/** Where the time of a run went, from its journal alone. */
const rebuild = ({ scenario, journal }: Evidence): Rebuilt => {
  const us = new Map<Bucket, number>();
  const watch = new StepWatch(scenario);
  let steppingUs = 0;
  for (const event of told(journal)) {
    const { mode } = watch.job;
    const passedUs = watch.arrive(event);
    if (mode === "stepping") steppingUs += passedUs;
    else us.set(mode, (us.get(mode) ?? 0) + passedUs);
    watch.see(event);
  }
  return { us, steppingUs, parts: watch.clock.close() };
};

const stepping = ["productive", "degraded", "recompute"] as const;
const isStepping = (bucket: Bucket): bucket is (typeof stepping)[number] =>
  (stepping as ReadonlyArray<Bucket>).includes(bucket);

/** Design 3.8: every microsecond is in exactly one bucket, the first that matches. */
export const conservation: Invariant = {
  name: "conservation",
  says: "the ledger's buckets are whole, sum to the wall time exactly, and hold the time that the journal tells of",
  check(evidence: Evidence): ReadonlyArray<Violation> {
    const { ledgerUs, wallUs } = evidence.result;
    const findings = new Findings("conservation");
    const wrong = (message: string) => findings.overall(wallUs, message);
    let sumUs = 0;
    for (const bucket of buckets) {
      const us = ledgerUs[bucket];
      sumUs += us;
      if (!Number.isSafeInteger(us) || us < 0) wrong(`${bucket} is ${us} µs: expected a whole number, not negative`);
    }
    if (sumUs !== wallUs) wrong(`the buckets sum to ${sumUs} µs, the wall time is ${wallUs} µs`);
    const { us, steppingUs, parts } = rebuild(evidence);
    for (const bucket of buckets) {
      const expected = isStepping(bucket) ? parts?.[bucket] : (us.get(bucket) ?? 0);
      if (expected !== undefined && ledgerUs[bucket] !== expected) {
        wrong(`${bucket} is ${ledgerUs[bucket]} µs in the ledger, ${expected} µs by the journal`);
      }
    }
    const bookedUs = stepping.reduce((total, bucket) => total + ledgerUs[bucket], 0);
    if (bookedUs !== steppingUs) {
      wrong(`${stepping.join(" + ")} is ${bookedUs} µs in the ledger, ${steppingUs} µs of stepping by the journal`);
    }
    return findings.violations;
  },
};
