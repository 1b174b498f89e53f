import type { LiveRecord } from "./record.ts";

/** What the files of one machine say, in their order. */
export interface MachineRecords {
  /** The boot id: processes with the same one share a monotonic clock. */
  readonly bootId: string;
  readonly records: ReadonlyArray<LiveRecord>;
}

/** How a machine's monotonic clock stands to the lab's. */
export interface ClockOffset {
  readonly bootId: string;
  /** What to add to its monotonic time, in microseconds. */
  readonly offsetUs: number;
  /** How far apart steps end that end together, once that is added: the median, in microseconds; `null` where no step is in both. */
  readonly spreadUs: number | null;
}

/**
 * Sets every machine's monotonic clock against that of the first. Wall clocks tell roughly, by the median of wall −
 * monotonic, so that a clock that is set meanwhile does no harm; then the steps tell: all ranks end one together, so that
 * the median of what lies between its ends on two machines is what the wall clocks were apart.
 */
export const alignClocks = (machines: ReadonlyArray<MachineRecords>): ReadonlyArray<ClockOffset> => {
  const [first] = machines;
  if (first === undefined) return [];
  const wallUs = wallOffset(first.records);
  const ends = stepEnds(first.records);
  return machines.map(({ bootId, records }) => {
    if (bootId === first.bootId) return { bootId, offsetUs: 0, spreadUs: 0 };
    const roughUs = wallOffset(records) - wallUs;
    const apart: Array<number> = [];
    for (const [step, endUs] of stepEnds(records)) {
      const other = ends.get(step);
      if (other !== undefined) apart.push(endUs + roughUs - other);
    }
    const skewUs = apart.length === 0 ? 0 : median(apart);
    const spread = apart.length === 0 ? null : Math.round(median(apart.map((us) => Math.abs(us - skewUs))));
    return { bootId, offsetUs: Math.round(roughUs - skewUs), spreadUs: spread };
  });
};

const wallOffset = (records: ReadonlyArray<LiveRecord>): number =>
  records.length === 0 ? 0 : median(records.map(({ wallUs, monotonicUs }) => wallUs - monotonicUs));

/** When each step was last ended on a machine; by whichever of its ranks was last. */
const stepEnds = (records: ReadonlyArray<LiveRecord>): ReadonlyMap<number, number> => {
  const ends = new Map<number, number>();
  for (const record of records)
    if (record.event === "step.end")
      ends.set(record.step, Math.max(record.monotonicUs, ends.get(record.step) ?? Number.NEGATIVE_INFINITY));
  return ends;
};

const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
};
