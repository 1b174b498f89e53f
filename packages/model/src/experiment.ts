import * as Schema from "effect/Schema";
import { Budget } from "./budget.ts";
import { Checkpoint } from "./checkpoint.ts";
import { Cluster } from "./cluster.ts";
import { FaultSpec } from "./fault.ts";
import { Safety, SteadyState } from "./guard.ts";
import { Hazard } from "./hazard.ts";
import { Job } from "./job.ts";
import { Recovery } from "./recovery.ts";
import { ConditionText } from "./signal.ts";
import { Name } from "./text.ts";
import { ThresholdText } from "./threshold.ts";
import { PositiveDurationUs } from "./units/duration.ts";
import { DateMs, Instant } from "./units/instant.ts";

/** Settings that change at an instant: whole sections, as they are from then on. */
export const Change = Schema.Struct({
  at: Instant,
  checkpoint: Schema.optionalKey(Checkpoint),
  recovery: Schema.optionalKey(Recovery),
});
export type Change = typeof Change.Type;

/** What somebody puts a training run through, and what it must keep. */
export const Experiment = Schema.Struct({
  title: Name,
  why: Schema.optionalKey(Schema.String),
  seed: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_294_967_295 })),
  startsAt: Schema.optionalKey(DateMs),
  duration: PositiveDurationUs,
  cluster: Cluster,
  job: Job,
  checkpoint: Checkpoint,
  recovery: Recovery,
  hazards: Schema.Array(Hazard),
  /** Hazards only say how often saves come, and strike nothing: so runs the fault-free twin. */
  hazardsOff: Schema.optionalKey(Schema.Boolean),
  faults: Schema.Array(FaultSpec),
  changes: Schema.Array(Change),
  thresholds: Schema.Array(ThresholdText),
  steadyState: Schema.optionalKey(SteadyState),
  /** The experiment is stopped, and healed, as soon as one of these is so. */
  stopWhen: Schema.Array(ConditionText),
  safety: Schema.optionalKey(Safety),
  /** How often `steadyState` and `stopWhen` are looked at. */
  probe: PositiveDurationUs,
  /** Which fault timelines a hunt may try. */
  budget: Schema.optionalKey(Budget),
  /** The command to offer when this run is over. */
  next: Schema.optionalKey(Schema.String),
});
export type Experiment = typeof Experiment.Type;

/** What a simulation takes: an experiment less what only people and verdicts need. */
export type Scenario = Pick<
  Experiment,
  | "duration"
  | "startsAt"
  | "cluster"
  | "job"
  | "checkpoint"
  | "recovery"
  | "hazards"
  | "hazardsOff"
  | "faults"
  | "changes"
  | "safety"
>;

/** An experiment as far as it could be read: sections that could not are left out, and so are bad items of lists. */
export interface ExperimentParts extends Partial<Experiment> {
  /** The fields of these sections that could be read, also when others of the same section could not. */
  readonly fields: {
    readonly cluster: Partial<Cluster>;
    readonly job: Partial<Job>;
    readonly checkpoint: Partial<Checkpoint>;
  };
  /** What was written, and could not be read. */
  readonly unreadable: ReadonlySet<string>;
}
