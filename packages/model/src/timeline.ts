import * as Schema from "effect/Schema";
import { Change } from "./experiment.ts";
import { type FaultSpec, faultFields } from "./fault.ts";
import { faultKindNames, faultKinds } from "./fault-kind.ts";
import { Hazard } from "./hazard.ts";
import { Name } from "./text.ts";
import { DurationUs } from "./units/duration.ts";
import { DateMs } from "./units/instant.ts";
import { Ratio } from "./units/ratio.ts";

const count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000_000 }));
const step = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000_000 }));

/** What people saw of one incident, beside what was injected to stand for it. Everything may be left out. */
export const Observed = Schema.Struct({
  lost: Schema.optionalKey(DurationUs.annotate({ description: "Wall time that the incident cost in all." })),
  resumedFrom: Schema.optionalKey(
    step.annotate({ description: "The step the run went on from, as the recorded run counted." }),
  ),
  noticedAfter: Schema.optionalKey(DurationUs.annotate({ description: "How long nobody noticed." })),
  throughput: Schema.optionalKey(
    Ratio.annotate({ description: "What was left of the healthy throughput while it lasted." }),
  ),
  note: Schema.optionalKey(Schema.String.annotate({ description: "Anything else that was seen." })),
});
export type Observed = typeof Observed.Type;

/** What was seen of the whole run. */
export const ObservedRun = Schema.Struct({
  effectiveThroughput: Schema.optionalKey(
    Ratio.annotate({ description: "The effective throughput of the whole run, as people reported it." }),
  ),
  steps: Schema.optionalKey(step.annotate({ description: "How many steps it came to." })),
  interruptions: Schema.optionalKey(step.annotate({ description: "How often it was interrupted." })),
  source: Schema.optionalKey(Schema.String.annotate({ description: "Where this is known from." })),
  note: Schema.optionalKey(Schema.String.annotate({ description: "Anything else." })),
});
export type ObservedRun = typeof ObservedRun.Type;

/** What the incidents were recorded on, as far as it is known. */
export const RecordedCluster = Schema.Struct({
  name: Schema.optionalKey(Name.annotate({ description: "What it is called." })),
  nodes: Schema.optionalKey(count.annotate({ description: "How many nodes it had." })),
  cardsPerNode: Schema.optionalKey(count.annotate({ description: "How many cards a node had." })),
  nodesPerSupernode: Schema.optionalKey(count.annotate({ description: "How many nodes a scale-up domain joined." })),
});
export type RecordedCluster = typeof RecordedCluster.Type;

/**
 * One incident: a fault as an experiment scripts it, that may be a moment (a duration of zero), may name what it struck
 * as the recorded cluster called it (`component`, and which card or port of it: `part`), and says what was observed.
 */
export interface TimelineFault extends FaultSpec {
  readonly component?: string;
  readonly part?: number;
  readonly observed?: Observed;
}

const own = {
  ...faultFields,
  duration: Schema.optionalKey(DurationUs.annotate({ description: "How long it lasted; zero for a moment." })),
  component: Schema.optionalKey(
    Name.check(Schema.isMaxLength(500, { expected: "at most 500 characters" })).annotate({
      description: "What it struck, as the recorded cluster called it.",
    }),
  ),
  part: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })).annotate({
      description: "Which card or port of it.",
    }),
  ),
  observed: Schema.optionalKey(Observed.annotate({ description: "What people saw of it." })),
};

export const TimelineFault = Schema.Union(
  faultKindNames.map((kind) => Schema.Struct({ kind: Schema.Literal(kind), ...own, ...faultKinds[kind].parameters })),
).annotate({
  expected: `a fault whose kind is one of ${faultKindNames.join(", ")}`,
}) as unknown as Schema.Codec<TimelineFault, unknown>;

/** Settings that changed at an instant, and why. */
const ChangeSeen = Schema.Struct({
  ...Change.fields,
  source: Schema.optionalKey(Schema.String.annotate({ description: "Where this is known from." })),
  note: Schema.optionalKey(Schema.String.annotate({ description: "Why they changed." })),
});

/** Everything of a timeline but its faults: the first line of one that is NDJSON. */
export const TimelineHeader = Schema.Struct({
  title: Name.annotate({ description: "What the timeline is called." }),
  source: Schema.optionalKey(Schema.String.annotate({ description: "Where all of it is known from." })),
  note: Schema.optionalKey(Schema.String.annotate({ description: "Anything else." })),
  startsAt: Schema.optionalKey(DateMs.annotate({ description: "The date at which it begins." })),
  firstStep: Schema.optionalKey(
    step.annotate({ description: "The step at which the recorded run stood at the start." }),
  ),
  on: Schema.optionalKey(
    Name.annotate({ description: "The experiment that it belongs to: a path, relative to the timeline's file." }),
  ),
  seed: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_294_967_295 })).annotate({
      description: "The experiment's seed, where it is not its own.",
    }),
  ),
  set: Schema.optionalKey(
    Schema.Array(Schema.String).annotate({
      description: "What is put in the place of the experiment's values: `recovery.restart=10 minutes`.",
    }),
  ),
  cluster: Schema.optionalKey(
    RecordedCluster.annotate({ description: "What the incidents were recorded on, as far as it is known." }),
  ),
  format: Schema.optionalKey(
    Schema.String.annotate({ description: "The format of another program that it was imported from." }),
  ),
  settings: Schema.optionalKey(Schema.Array(ChangeSeen).annotate({ description: "Settings that changed on the way." })),
  hazards: Schema.optionalKey(
    Schema.Array(Hazard).annotate({ description: "What is known to have happened, but only how often: no dates." }),
  ),
  observed: Schema.optionalKey(ObservedRun.annotate({ description: "What was seen of the whole run." })),
});
export type TimelineHeader = typeof TimelineHeader.Type;

/** An incident timeline: what struck a run, and what was observed. */
export interface Timeline extends TimelineHeader {
  readonly faults: ReadonlyArray<TimelineFault>;
}
