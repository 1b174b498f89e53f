import * as Schema from "effect/Schema";
import { Budget } from "./budget.ts";
import { Campaign, Prices } from "./campaign.ts";
import { Checkpoint } from "./checkpoint.ts";
import { Cluster } from "./cluster.ts";
import { FaultSpec } from "./fault.ts";
import { Safety, SteadyState } from "./guard.ts";
import { Hazard } from "./hazard.ts";
import { Job } from "./job.ts";
import { Probe } from "./probe.ts";
import { Recovery } from "./recovery.ts";
import { ConditionText } from "./signal.ts";
import { Name, withDefault } from "./text.ts";
import { ThresholdText } from "./threshold.ts";
import { PositiveDurationUs } from "./units/duration.ts";
import { DateMs, Instant } from "./units/instant.ts";

/** Settings that change at an instant: whole sections, as they are from then on. */
export const Change = Schema.Struct({
  at: Instant.annotate({ description: "When the settings change.", example: "10 days" }),
  checkpoint: Schema.optionalKey(
    Checkpoint.annotate({
      description: "The whole `checkpoint` section as it is from then on.",
      otherwise: "as before",
    }),
  ),
  recovery: Schema.optionalKey(
    Recovery.annotate({ description: "The whole `recovery` section as it is from then on.", otherwise: "as before" }),
  ),
});
export type Change = typeof Change.Type;

/** What somebody puts a training run through, and what it must keep. */
export const Experiment = Schema.Struct({
  title: Name.annotate({ description: "What the experiment is called.", example: "Does our H100 job keep 95 %?" }),
  why: Schema.optionalKey(
    Schema.String.annotate({
      description: "What it is for, in a few sentences.",
      otherwise: "nothing",
      example: "The job must keep its target through a failed cooling pump.",
    }),
  ),
  seed: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_294_967_295 }))
    .annotate({
      description: "The one source of chance: the same experiment and seed give the same run, byte for byte.",
      example: 7,
    })
    .pipe(withDefault(1)),
  startsAt: Schema.optionalKey(
    DateMs.annotate({
      description: "The date at which the run begins, where faults and settings are given by date.",
      otherwise: "there are no dates",
      example: "2026-03-26T09:00:00+08:00",
    }),
  ),
  duration: PositiveDurationUs.annotate({ description: "How long the run lasts.", example: "30 days" }),
  cluster: Cluster.annotate({ description: "The hardware: nodes, cards, fabrics, storage and cooling." }),
  job: Job.annotate({ description: "The training job that runs on it." }),
  checkpoint: Checkpoint.annotate({ description: "When the job saves, and where its checkpoints are kept." }),
  recovery: Recovery.annotate({ description: "How failures are noticed, and what is done about them." }).pipe(
    withDefault({}),
  ),
  hazards: Schema.Array(Hazard)
    .annotate({ description: "Faults that come by themselves, at a rate." })
    .pipe(withDefault([])),
  hazardsOff: Schema.optionalKey(
    Schema.Boolean.annotate({
      description: "Whether hazards only say how often saves come, and strike nothing: so runs the fault-free twin.",
      otherwise: "they strike",
      example: true,
    }),
  ),
  faults: Schema.Array(FaultSpec)
    .annotate({ description: "Faults that are scripted, one by one." })
    .pipe(withDefault([])),
  changes: Schema.Array(Change).annotate({ description: "Settings that change on the way." }).pipe(withDefault([])),
  thresholds: Schema.Array(ThresholdText)
    .annotate({
      description: "What the run must keep, a line each; without any, nothing is judged and the verdict is unknown.",
      example: ["effectiveThroughput >= 95 %", "recoveryTime p90 <= 10 minutes"],
    })
    .pipe(withDefault([])),
  steadyState: Schema.optionalKey(
    SteadyState.annotate({
      description: "What must hold before the first injected fault, and again within a deadline after the last.",
      otherwise: "nothing is asked",
    }),
  ),
  stopWhen: Schema.Array(ConditionText)
    .annotate({
      description: "Conditions that stop the run at once, and heal it.",
      example: ["downtime > 6 hours"],
    })
    .pipe(withDefault([])),
  safety: Schema.optionalKey(
    Safety.annotate({
      description: "How much may be broken on purpose at once.",
      otherwise: "as much as the experiment scripts",
    }),
  ),
  probe: PositiveDurationUs.annotate({
    description: "How often `steadyState`, `stopWhen` and `probes` are looked at.",
    example: "30 seconds",
  }).pipe(withDefault("1 minute")),
  probes: Schema.optionalKey(
    Schema.Array(Probe).annotate({
      description:
        "Eyes of your own: queries of Prometheus and HTTP endpoints that are asked at every look. One that does not answer makes the verdict unknown, never a pass.",
      otherwise: "nobody else is asked",
    }),
  ),
  budget: Schema.optionalKey(
    Budget.annotate({
      description: "Which timelines of faults a hunt may try.",
      otherwise: "what a hunt takes by itself, as it says",
      example: "at most 3 card faults and 1 cooling fault, any two at least 1 minute apart, within 24 hours",
    }),
  ),
  campaign: Schema.optionalKey(
    Campaign.annotate({
      description:
        "What many runs, each with a seed of its own, must hold together: for `ordeal campaign` and `ordeal plan`.",
      otherwise: "nothing is asked",
    }),
  ),
  prices: Schema.optionalKey(
    Prices.annotate({
      description: "What cards, spares and energy cost: for `ordeal plan`.",
      otherwise: "no setting is cheaper than another",
    }),
  ),
  next: Schema.optionalKey(
    Schema.String.annotate({
      description: "The command to offer when the run is over.",
      otherwise: "one that fits the result",
      example: "ordeal run experiments/02-link-flap-heals.yaml",
    }),
  ),
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
