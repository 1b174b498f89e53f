import { conservation } from "./conservation.ts";
import { faultsEnd } from "./faults-end.ts";
import type { Evidence, Invariant, Violation } from "./invariant.ts";
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

/** Every breach of any of them; none for a sound run. */
export const checkInvariants = (evidence: Evidence): ReadonlyArray<Violation> =>
  invariants.flatMap((invariant) => invariant.check(evidence));
