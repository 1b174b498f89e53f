import { conservation } from "./conservation.ts";
import { faultsEnd } from "./faults-end.ts";
import { told } from "./findings.ts";
import type { Invariant, RunEvidence, Violation } from "./invariant.ts";
import { journalOrder } from "./journal-order.ts";
import { membership } from "./membership.ts";
import { newestGood } from "./newest-good.ts";
import { noBadResume } from "./no-bad-resume.ts";
import { nothingLeft } from "./nothing-left.ts";
import { phases } from "./phases.ts";
import { savesInTime } from "./saves-in-time.ts";
import { stepsInOrder } from "./steps-in-order.ts";
import { tally } from "./tally.ts";
import { transfers } from "./transfers.ts";
import { RunWatch } from "./watch/run-watch.ts";

/** Everything that holds in every run. */
export const invariants: ReadonlyArray<Invariant> = [
  journalOrder,
  conservation,
  stepsInOrder,
  noBadResume,
  newestGood,
  membership,
  faultsEnd,
  nothingLeft,
  savesInTime,
  phases,
  transfers,
  tally,
];

/** Every breach of any of them (all of them, unless some are named), in their order; none for a sound run. */
export const checkInvariants = (
  evidence: RunEvidence,
  some: ReadonlyArray<Invariant> = invariants,
): ReadonlyArray<Violation> => {
  const watched = new RunWatch(evidence.scenario);
  const followers = some.map((invariant) => invariant.follow(evidence, watched));
  for (const event of told(evidence.journal)) {
    for (const follower of followers) follower.see(event);
    watched.see(event);
  }
  for (const follower of followers) follower.end?.();
  return followers.flatMap(({ violations }) => violations);
};
