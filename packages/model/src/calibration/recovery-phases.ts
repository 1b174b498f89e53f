import type { AnyEvent } from "../event.ts";
import { type JobMode, JobWatch } from "../watch/job-watch.ts";

/** What an interruption spends its time on, in its order: a path that is cut stalls the job before it stops. */
export const recoveryPhases = ["stalled", "detecting", "rescheduling", "restarting", "loading"] as const;
export type RecoveryPhase = (typeof recoveryPhases)[number];

/** One stop of the job by its phases; microseconds. */
export interface PhasedInterruption {
  /** When the job stopped stepping. */
  readonly atUs: number;
  readonly kind: string;
  readonly faultId: string;
  readonly phasesUs: Readonly<Record<RecoveryPhase, number>>;
  /** Whether the job stepped again before the journal ended. */
  readonly isOver: boolean;
}

/** Every interruption that a journal tells of, simulated or live, by its phases; one that goes on up to `endUs`. */
export const phasesOf = (events: Iterable<AnyEvent>, endUs: number): ReadonlyArray<PhasedInterruption> => {
  const job = new JobWatch();
  const found: Array<PhasedInterruption> = [];
  let spentUs = none();
  let stop: Pick<PhasedInterruption, "kind" | "faultId"> | undefined;
  let sinceUs = 0;
  /** Since when the job has not stepped; saves and planned stops are no part of an interruption. */
  let stillSinceUs = 0;
  const arrive = (atUs: number) => {
    const { mode } = job;
    if (isPhase(mode)) spentUs[mode] += atUs - sinceUs;
    else if (atUs > sinceUs) spentUs = none();
    if (!isPhase(mode)) stillSinceUs = atUs;
    sinceUs = atUs;
  };
  const close = (isOver: boolean) => {
    if (stop !== undefined) found.push({ ...stop, atUs: stillSinceUs, phasesUs: spentUs, isOver });
    stop = undefined;
    spentUs = none();
  };
  for (const event of events) {
    arrive(event.atUs);
    if (event.type === "job.stopped") stop ??= { kind: event.data.kind, faultId: event.data.faultIds[0] ?? "" };
    if (event.type === "job.resumed") close(true);
    if (event.type === "job.unstalled") spentUs = none();
    job.see(event);
  }
  arrive(endUs);
  close(false);
  return found;
};

const none = (): Record<RecoveryPhase, number> => ({
  stalled: 0,
  detecting: 0,
  rescheduling: 0,
  restarting: 0,
  loading: 0,
});

const isPhase = (mode: JobMode): mode is RecoveryPhase => (recoveryPhases as ReadonlyArray<string>).includes(mode);
