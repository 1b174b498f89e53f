import { DAY_US } from "../units/time.ts";

/** Bounds of the protocol that both sides know. Times of the agent's clock are in milliseconds. */
export const limits = {
  /** How long a lease lasts that says nothing of it, and the most it may last. */
  leaseMs: 10_000,
  leaseMsMax: 600_000,
  leaseMsMin: 100,
  /** How long an injected fault lasts at most when it says nothing of it: cluster time, in microseconds. */
  ttlUs: DAY_US,
  /** The largest frame that the agent reads. */
  frameBytesMax: 1_048_576,
  /** The largest frame that a client reads: a result, or a list, of a run with very many faults. */
  answerBytesMax: 67_108_864,
  /** How many times faster than real time a run may be paced. */
  rateMax: 1_000_000,
} as const;
