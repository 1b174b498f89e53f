import { type Bucket, buckets, type Ledger } from "../ledger.ts";
import { type MeasuredTimes, type RecordedRun, timesOf } from "./measured-times.ts";
import { type PhasedInterruption, phasesOf } from "./recovery-phases.ts";

/** One bucket of the ledger, predicted and measured: shares of the wall time, and their difference in points. */
export interface ComparedBucket {
  readonly bucket: Bucket;
  readonly predicted: number;
  readonly measured: number;
  /** Measured less predicted, in points: hundredths of the wall time. */
  readonly points: number;
  /** What most of the difference comes from; `undefined` where there is hardly any. */
  readonly why: string | undefined;
}

/** A prediction beside what was measured. */
export interface SideBySide {
  readonly buckets: ReadonlyArray<ComparedBucket>;
  readonly interruptions: ReadonlyArray<{
    readonly predicted: PhasedInterruption | undefined;
    readonly measured: PhasedInterruption | undefined;
  }>;
  /** Of the effective throughput. */
  readonly points: number;
  /** The bucket that is furthest from its prediction: near totals may hide far parts. */
  readonly furthest: ComparedBucket;
}

/** Less than this, in points, is not explained. */
const EXPLAINED_POINTS = 0.2;

const share = (ledger: Ledger, bucket: Bucket, wallUs: number): number => (wallUs === 0 ? 0 : ledger[bucket] / wallUs);

/** Lays a prediction beside a measured run, bucket by bucket and interruption by interruption. */
export const sideBySide = (predicted: RecordedRun, measured: RecordedRun): SideBySide => {
  const told = { predicted: tellingsOf(predicted), measured: tellingsOf(measured) };
  const rows = buckets.map((bucket): ComparedBucket => {
    const one = share(predicted.result.ledgerUs, bucket, predicted.result.wallUs);
    const other = share(measured.result.ledgerUs, bucket, measured.result.wallUs);
    const points = (other - one) * 100;
    const why = Math.abs(points) < EXPLAINED_POINTS ? undefined : explain(bucket, told.predicted, told.measured);
    return { bucket, predicted: one, measured: other, points, why };
  });
  const count = Math.max(told.predicted.stops.length, told.measured.stops.length);
  return {
    buckets: rows,
    interruptions: Array.from({ length: count }, (_, nth) => ({
      predicted: told.predicted.stops[nth],
      measured: told.measured.stops[nth],
    })),
    points: rows.find(({ bucket }) => bucket === "productive")?.points ?? 0,
    furthest: rows.reduce((one, other) => (Math.abs(other.points) > Math.abs(one.points) ? other : one)),
  };
};

interface Tellings {
  readonly run: RecordedRun;
  readonly stops: ReadonlyArray<PhasedInterruption>;
  readonly times: MeasuredTimes;
  readonly saves: number;
  readonly stalls: number;
}

const tellingsOf = (run: RecordedRun): Tellings => ({
  run,
  stops: phasesOf(run.events, run.result.wallUs),
  times: timesOf([run]),
  saves: run.events.filter(({ type }) => type === "checkpoint.save.started").length,
  stalls: run.events.filter(({ type }) => type === "job.stalled").length,
});

const ms = (us: number): string =>
  us >= 10_000_000 ? `${(us / 1e6).toFixed(1)} s` : `${(us / 1e3).toFixed(us < 10_000 ? 2 : 0)} ms`;

const perTime = (us: number, count: number, what: string): string =>
  count === 0 ? `no ${what}` : `${count} ${what}${count === 1 ? "" : "s"} of ${ms(us / count)}`;

/** What a bucket is made of, on either side: how many of what, and how long each. */
const explain = (bucket: Bucket, predicted: Tellings, measured: Tellings): string => {
  const part = ({ run, stops, saves, stalls }: Tellings): string => {
    const us = run.result.ledgerUs[bucket];
    const { steps, interruptions } = run.result.counts;
    switch (bucket) {
      case "productive":
        return perTime(us, steps, "step");
      case "degraded":
        return `${ms(steps === 0 ? 0 : us / steps)} a step beyond a healthy one`;
      case "recompute": {
        const lostUs = run.result.interruptions.reduce((sum, one) => sum + one.lostUs, 0);
        return perTime(lostUs, interruptions, "loss");
      }
      case "checkpoint":
        return perTime(us, saves, "save");
      case "stalled":
        return perTime(us, stalls, "stall");
      case "planned":
        return ms(us);
      default:
        return perTime(us, stops.filter(({ phasesUs }) => phasesUs[bucket] > 0).length, "time");
    }
  };
  return `${part(measured)}, predicted ${part(predicted)}`;
};
