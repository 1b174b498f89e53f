const SECOND_MS = 1_000;
const UNITS_MS: ReadonlyArray<number> = [SECOND_MS, 1, 1e-3, 1e-6];
/** No cluster is older, and no clock that was set shows less. */
const EARLIEST_MS = Date.UTC(2_000, 0, 1);
const LATEST_MS = Date.UTC(2_100, 0, 1);

/**
 * A stamp of MindCluster in milliseconds since 1970. Chips and switches are stamped in milliseconds, public faults and
 * updates in seconds; which one it is shows by its size, for of seconds, milliseconds, microseconds and nanoseconds only
 * one lies between the years 2000 and 2100. `undefined` for none, 0 and −1, which mean that nobody knows.
 */
export const stampMs = (stamp: number | null | undefined): number | undefined =>
  UNITS_MS.map((unitMs) => (stamp ?? Number.NaN) * unitMs).find((ms) => ms >= EARLIEST_MS && ms < LATEST_MS);

/** Whether a date is one that a clock which was set can show. */
export const isSet = (us: number): boolean => us >= EARLIEST_MS * 1_000;
