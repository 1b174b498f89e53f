import { type AnyEvent, type Bucket, buckets } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import type { RunWatch } from "./watch/run-watch.ts";

const stepping = ["productive", "degraded", "recompute"] as const;
const isStepping = (bucket: Bucket): bucket is (typeof stepping)[number] =>
  (stepping as ReadonlyArray<Bucket>).includes(bucket);

/** docs/model.md, The ledger: every microsecond is in exactly one bucket, the first that matches. */
export const conservation: Invariant = {
  name: "conservation",
  says: "the ledger's buckets are whole, sum to the wall time exactly, and hold the time that the journal tells of",
  follow({ result }: RunEvidence, { job, steps }: RunWatch): Follower {
    const { ledgerUs, wallUs } = result;
    /** Time in the buckets that the journal delimits by itself. */
    const us = new Map<Bucket, number>();
    let steppingUs = 0;
    let nowUs = 0;
    const findings = new Findings("conservation");
    const wrong = (message: string) => findings.overall(wallUs, message);
    let sumUs = 0;
    for (const bucket of buckets) {
      const us = ledgerUs[bucket];
      sumUs += us;
      if (!Number.isSafeInteger(us) || us < 0) wrong(`${bucket} is ${us} µs: expected a whole number, not negative`);
    }
    if (sumUs !== wallUs) wrong(`the buckets sum to ${sumUs} µs, the wall time is ${wallUs} µs`);
    const see = ({ atUs }: AnyEvent) => {
      const passedUs = atUs - nowUs;
      nowUs = atUs;
      const { mode } = job;
      if (mode === "stepping") steppingUs += passedUs;
      else if (passedUs !== 0) us.set(mode, (us.get(mode) ?? 0) + passedUs);
    };
    const end = () => {
      const parts = steps.clock.close();
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
    };
    return { violations: findings.violations, see, end };
  },
};
