import type { AnyEvent, Experiment, RecordedRun } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";

/** What the model says of an experiment. */
export const predict = (experiment: Experiment): RecordedRun => {
  const events: Array<AnyEvent> = [];
  const result = simulate(experiment, { seed: experiment.seed, onEvent: (event) => events.push(event as AnyEvent) });
  return { events, result };
};
