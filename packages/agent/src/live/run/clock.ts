/** The monotonic clock of this machine, in microseconds: the one that the ranks of a lab record by. */
export const monotonicUs = (): number => Number(process.hrtime.bigint() / 1_000n);
