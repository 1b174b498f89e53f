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
  /** Wall time that the incident cost in all. */
  lost: Schema.optionalKey(DurationUs),
  /** The step the run went on from, as the recorded run counted. */
  resumedFrom: Schema.optionalKey(step),
  noticedAfter: Schema.optionalKey(DurationUs),
  /** What was left of the healthy throughput while it lasted. */
  throughput: Schema.optionalKey(Ratio),
  note: Schema.optionalKey(Schema.String),
});
export type Observed = typeof Observed.Type;

/** What was seen of the whole run. */
export const ObservedRun = Schema.Struct({
  effectiveThroughput: Schema.optionalKey(Ratio),
  steps: Schema.optionalKey(step),
  interruptions: Schema.optionalKey(step),
  source: Schema.optionalKey(Schema.String),
  note: Schema.optionalKey(Schema.String),
});
export type ObservedRun = typeof ObservedRun.Type;

/** What the incidents were recorded on, as far as it is known. */
export const RecordedCluster = Schema.Struct({
  name: Schema.optionalKey(Name),
  nodes: Schema.optionalKey(count),
  cardsPerNode: Schema.optionalKey(count),
  nodesPerSupernode: Schema.optionalKey(count),
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
  duration: Schema.optionalKey(DurationUs),
  component: Schema.optionalKey(Name.check(Schema.isMaxLength(500, { expected: "at most 500 characters" }))),
  part: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))),
  observed: Schema.optionalKey(Observed),
};

export const TimelineFault = Schema.Union(
  faultKindNames.map((kind) => Schema.Struct({ kind: Schema.Literal(kind), ...own, ...faultKinds[kind].parameters })),
).annotate({
  expected: `a fault whose kind is one of ${faultKindNames.join(", ")}`,
}) as unknown as Schema.Codec<TimelineFault, unknown>;

/** Settings that changed at an instant, and why. */
const ChangeSeen = Schema.Struct({
  ...Change.fields,
  source: Schema.optionalKey(Schema.String),
  note: Schema.optionalKey(Schema.String),
});

/** Everything of a timeline but its faults: the first line of one that is NDJSON. */
export const TimelineHeader = Schema.Struct({
  title: Name,
  source: Schema.optionalKey(Schema.String),
  note: Schema.optionalKey(Schema.String),
  startsAt: Schema.optionalKey(DateMs),
  /** The step at which the recorded run stood at the start. */
  firstStep: Schema.optionalKey(step),
  /** The experiment that it belongs to: a path, relative to the timeline's file. */
  on: Schema.optionalKey(Name),
  /** The experiment's seed, and what was put in the place of its values: `recovery.restart=10 minutes`. */
  seed: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_294_967_295 }))),
  set: Schema.optionalKey(Schema.Array(Schema.String)),
  cluster: Schema.optionalKey(RecordedCluster),
  /** What was recorded by another program, and by which: `import FORMAT`. */
  format: Schema.optionalKey(Schema.String),
  settings: Schema.optionalKey(Schema.Array(ChangeSeen)),
  /** What is known to have happened, but only how often: no dates. */
  hazards: Schema.optionalKey(Schema.Array(Hazard)),
  observed: Schema.optionalKey(ObservedRun),
});
export type TimelineHeader = typeof TimelineHeader.Type;

/** An incident timeline: what struck a run, and what was observed. */
export interface Timeline extends TimelineHeader {
  readonly faults: ReadonlyArray<TimelineFault>;
}
