import { type AnyEvent, type Bucket, buckets, type Scenario, type SteppingTime, StepWatch } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";

/** Where the time of a run went, from its journal alone. */
class Account {
  /** Time in the buckets that the journal delimits by itself. */
  readonly us = new Map<Bucket, number>();
  steppingUs = 0;
  private readonly watch: StepWatch;

  constructor(scenario: Scenario) {
    this.watch = new StepWatch(scenario);
  }

  see(event: AnyEvent): void {
    const { mode } = this.watch.job;
    const passedUs = this.watch.arrive(event);
    if (mode === "stepping") this.steppingUs += passedUs;
    else this.us.set(mode, (this.us.get(mode) ?? 0) + passedUs);
    this.watch.see(event);
  }

  /** How the stepping time divides; `undefined` when the journal does not tell some step time. */
  close(): SteppingTime | undefined {
    return this.watch.clock.close();
  }
}

const stepping = ["productive", "degraded", "recompute"] as const;
const isStepping = (bucket: Bucket): bucket is (typeof stepping)[number] =>
  (stepping as ReadonlyArray<Bucket>).includes(bucket);

/** docs/model.md, The ledger: every microsecond is in exactly one bucket, the first that matches. */
export const conservation: Invariant = {
  name: "conservation",
  says: "the ledger's buckets are whole, sum to the wall time exactly, and hold the time that the journal tells of",
  follow({ scenario, result }: RunEvidence): Follower {
    const { ledgerUs, wallUs } = result;
    const account = new Account(scenario);
    const findings = new Findings("conservation");
    const wrong = (message: string) => findings.overall(wallUs, message);
    let sumUs = 0;
    for (const bucket of buckets) {
      const us = ledgerUs[bucket];
      sumUs += us;
      if (!Number.isSafeInteger(us) || us < 0) wrong(`${bucket} is ${us} µs: expected a whole number, not negative`);
    }
    if (sumUs !== wallUs) wrong(`the buckets sum to ${sumUs} µs, the wall time is ${wallUs} µs`);
    const end = () => {
      const { us, steppingUs } = account;
      const parts = account.close();
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
    return { violations: findings.violations, see: (event) => account.see(event), end };
  },
};
