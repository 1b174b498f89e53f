import { counted, type Experiment, type FaultSpec, faultIdOf, faultKinds, humanDuration, twinOf } from "@ordeal/model";

/** A run that is made to measure a job's times by. */
export interface CalibrationRun {
  readonly what: string;
  readonly experiment: Experiment;
}

/** So many times a link is lost in the run that measures when its path carries traffic again, at most. */
const OUTAGES_MAX = 5;

/** Runs for calibration save so many times as often as the one that is judged: their times must not hang on that. */
const SAVES_MORE = 2;

/**
 * What is to be measured before an experiment can be predicted: the job with no fault, and one stop by each kind of its
 * faults that ends or hangs processes, at another instant than the experiment's; and where one loses links for less time than a path is
 * waited for, some losses of that length.
 */
export const calibrationRunsOf = (experiment: Experiment): ReadonlyArray<CalibrationRun> => {
  const { interval } = experiment.checkpoint;
  const otherInterval =
    typeof interval === "number"
      ? Math.max(1, Math.round(interval / SAVES_MORE))
      : typeof interval === "object" && "steps" in interval
        ? { steps: Math.max(1, Math.round(interval.steps / SAVES_MORE)) }
        : interval;
  const base: Experiment = {
    ...experiment,
    thresholds: [],
    stopWhen: [],
    checkpoint: { ...experiment.checkpoint, interval: otherInterval },
  };
  const { steadyState: _, ...undisturbed } = twinOf(base);
  const stopping = new Map<string, FaultSpec>();
  for (const [index, fault] of experiment.faults.entries()) {
    const { detection } = faultKinds[fault.kind];
    if ((detection === "crash" || detection === "hang") && !stopping.has(fault.kind))
      stopping.set(fault.kind, { ...fault, id: `calibration-${faultIdOf(fault, index)}` } as FaultSpec);
  }
  return [
    { what: "no fault", experiment: undisturbed },
    ...[...stopping].map(([kind, fault]) => ({
      what: `one ${kind}`,
      experiment: { ...undisturbed, faults: [atAnotherTime(fault, experiment.duration)] },
    })),
    ...outagesOf(experiment).map(({ target, outageUs, atUs }) => ({
      what: `${counted(atUs.length, "outage")} of ${humanDuration(outageUs)}`,
      experiment: {
        ...undisturbed,
        faults: atUs.map(
          (at, nth): FaultSpec => ({
            id: `calibration-outage-${nth + 1}`,
            kind: "link.down",
            target,
            at,
            duration: outageUs,
          }),
        ),
      },
    })),
  ];
};

/** The fault once, a quarter into the run. */
const atAnotherTime = (fault: FaultSpec, durationUs: number): FaultSpec => {
  const { every: _every, on: _on, ...once } = fault as FaultSpec & { readonly every?: unknown; readonly on?: unknown };
  return { ...once, at: Math.round(durationUs / 4) } as FaultSpec;
};

interface Outages {
  readonly target: NonNullable<FaultSpec["target"]>;
  readonly outageUs: number;
  readonly atUs: ReadonlyArray<number>;
}

/** How long the first fault that loses links keeps a path from carrying traffic, and when to do so for calibration. */
const outagesOf = ({ faults, recovery, duration }: Experiment): ReadonlyArray<Outages> => {
  const lost = faults.find(({ kind }) => kind === "link.flap" || kind === "link.down");
  const outageUs = lost === undefined ? undefined : lost.kind === "link.flap" ? lost.down : lost.duration;
  if (lost?.target === undefined || outageUs === undefined || outageUs >= recovery.detect.cut) return [];
  // As far apart as the run has room for: after an outage all must be as before it.
  const times = Math.min(OUTAGES_MAX, Math.floor(duration / (4 * outageUs)));
  const gapUs = Math.floor(duration / (times + 1));
  return times === 0
    ? []
    : [
        {
          target: lost.target,
          outageUs,
          atUs: Array.from({ length: times }, (_, nth) => Math.floor((nth + 0.5) * gapUs)),
        },
      ];
};
