import { type Experiment, type FaultSpec, faultIdOf, faultKinds, twinOf } from "@ordeal/model";

/** A run that is made to measure a job's times by. */
export interface CalibrationRun {
  readonly what: string;
  readonly experiment: Experiment;
}

/** Runs for calibration save so many times as often as the one that is judged: their times must not hang on that. */
const SAVES_MORE = 2;

/**
 * What is to be measured before an experiment can be predicted: the job with no fault, and one stop by each kind of its
 * faults that ends or hangs processes, at another instant than the experiment's.
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
  ];
};

/** The fault once, a quarter into the run. */
const atAnotherTime = (fault: FaultSpec, durationUs: number): FaultSpec => {
  const { every: _every, on: _on, ...once } = fault as FaultSpec & { readonly every?: unknown; readonly on?: unknown };
  return { ...once, at: Math.round(durationUs / 4) } as FaultSpec;
};
