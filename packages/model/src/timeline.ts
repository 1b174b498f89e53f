import * as Schema from "effect/Schema";
import { Change } from "./experiment.ts";
import { type FaultSpec, faultFields, kindField } from "./fault.ts";
import { faultKindNames, faultKinds } from "./fault-kind.ts";
import { Hazard } from "./hazard.ts";
import { Name } from "./text.ts";
import { DurationUs, PositiveDurationUs } from "./units/duration.ts";
import { DateMs } from "./units/instant.ts";
import { Ratio } from "./units/ratio.ts";

const count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000_000 }));
const step = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000_000 }));

/** The longest name of what a fault struck, and the highest number of a part of it. */
export const COMPONENT_LENGTH_MAX = 500;
export const PART_MAX = 1_000_000;

/** What people saw of one incident, beside what was injected to stand for it. Everything may be left out. */
export const Observed = Schema.Struct({
  lost: Schema.optionalKey(
    DurationUs.annotate({
      description: "Wall time that the incident cost in all.",
      otherwise: "nobody says",
      example: "2 hours",
    }),
  ),
  resumedFrom: Schema.optionalKey(
    step.annotate({
      description: "The step the run went on from, as the recorded run counted.",
      unit: "steps",
      otherwise: "nobody says",
      example: 4_200,
    }),
  ),
  noticedAfter: Schema.optionalKey(
    DurationUs.annotate({ description: "How long nobody noticed.", otherwise: "nobody says", example: "18 hours" }),
  ),
  throughput: Schema.optionalKey(
    Ratio.annotate({
      description: "What was left of the healthy throughput while it lasted.",
      otherwise: "nobody says",
      example: "70 %",
    }),
  ),
  note: Schema.optionalKey(
    Schema.String.annotate({
      description: "Anything else that was seen.",
      otherwise: "nobody says",
      example: "the job restarted by itself",
    }),
  ),
});
export type Observed = typeof Observed.Type;

/** What was seen of the whole run. */
export const ObservedRun = Schema.Struct({
  effectiveThroughput: Schema.optionalKey(
    Ratio.annotate({
      description: "The effective throughput of the whole run, as people reported it.",
      otherwise: "nobody says",
      example: "90 %",
    }),
  ),
  steps: Schema.optionalKey(
    step.annotate({
      description: "How many steps it came to.",
      unit: "steps",
      otherwise: "nobody says",
      example: 95_000,
    }),
  ),
  interruptions: Schema.optionalKey(
    step.annotate({
      description: "How often it was interrupted.",
      unit: "interruptions",
      otherwise: "nobody says",
      example: 12,
    }),
  ),
  source: Schema.optionalKey(
    Schema.String.annotate({
      description: "Where this is known from.",
      otherwise: "nobody says",
      example: "the training chronicle",
    }),
  ),
  note: Schema.optionalKey(
    Schema.String.annotate({
      description: "Anything else.",
      otherwise: "nobody says",
      example: "two public holidays fall in it",
    }),
  ),
});
export type ObservedRun = typeof ObservedRun.Type;

/** What the incidents were recorded on, as far as it is known. */
export const RecordedCluster = Schema.Struct({
  name: Schema.optionalKey(
    Name.annotate({ description: "What it is called.", otherwise: "nobody says", example: "Jean Zay" }),
  ),
  nodes: Schema.optionalKey(
    count.annotate({ description: "How many nodes it had.", unit: "nodes", otherwise: "nobody says", example: 48 }),
  ),
  cardsPerNode: Schema.optionalKey(
    count.annotate({ description: "How many cards a node had.", unit: "cards", otherwise: "nobody says", example: 8 }),
  ),
  nodesPerSupernode: Schema.optionalKey(
    count.annotate({
      description: "How many nodes a scale-up domain joined.",
      unit: "nodes",
      otherwise: "nobody says",
      example: 1,
    }),
  ),
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
  duration: Schema.optionalKey(
    DurationUs.annotate({
      description: "How long it lasted; zero for a moment.",
      otherwise: "until its repair, as its kind says",
      example: "0 seconds",
    }),
  ),
  component: Schema.optionalKey(
    Name.check(
      Schema.isMaxLength(COMPONENT_LENGTH_MAX, { expected: `at most ${COMPONENT_LENGTH_MAX} characters` }),
    ).annotate({
      description: "What it struck, as the recorded cluster called it.",
      otherwise: "`target` says",
      example: "r12-node07",
    }),
  ),
  part: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: PART_MAX })).annotate({
      description: "Which card or port of it.",
      otherwise: "drawn",
      example: 3,
    }),
  ),
  observed: Schema.optionalKey(
    Observed.annotate({ description: "What people saw of it.", otherwise: "nothing is known" }),
  ),
};

export const TimelineFault = Schema.Union(
  faultKindNames.map((kind) => Schema.Struct({ kind: kindField(kind), ...own, ...faultKinds[kind].parameters })),
).annotate({
  expected: `a fault whose kind is one of ${faultKindNames.join(", ")}`,
}) as unknown as Schema.Codec<TimelineFault, unknown>;

/** Settings that changed at an instant, and why. */
const ChangeSeen = Schema.Struct({
  ...Change.fields,
  source: Schema.optionalKey(
    Schema.String.annotate({
      description: "Where this is known from.",
      otherwise: "nobody says",
      example: "the training chronicle",
    }),
  ),
  note: Schema.optionalKey(
    Schema.String.annotate({
      description: "Why they changed.",
      otherwise: "nobody says",
      example: "saves had become faster",
    }),
  ),
});

/** Everything of a timeline but its faults: the first line of one that is NDJSON. */
export const TimelineHeader = Schema.Struct({
  title: Name.annotate({ description: "What the timeline is called.", example: "BLOOM 176B, March to July 2022" }),
  source: Schema.optionalKey(
    Schema.String.annotate({
      description: "Where all of it is known from.",
      otherwise: "nobody says",
      example: "the training chronicle",
    }),
  ),
  note: Schema.optionalKey(
    Schema.String.annotate({
      description: "Anything else.",
      otherwise: "nobody says",
      example: "two public holidays fall in it",
    }),
  ),
  startsAt: Schema.optionalKey(
    DateMs.annotate({
      description: "The date at which it begins.",
      otherwise: "its faults have no dates",
      example: "2022-03-11T00:00:00+01:00",
    }),
  ),
  recordedFor: Schema.optionalKey(
    PositiveDurationUs.annotate({
      description: "How long was recorded, from its start: what rates are made of.",
      otherwise: "nobody says",
      example: "348 days",
    }),
  ),
  firstStep: Schema.optionalKey(
    step.annotate({
      description: "The step at which the recorded run stood at the start.",
      unit: "steps",
      otherwise: "nobody says",
      example: 0,
    }),
  ),
  on: Schema.optionalKey(
    Name.annotate({
      description: "The experiment that it belongs to: a path, relative to the timeline's file.",
      otherwise: "`--on` says",
      example: "bloom-176b-run.yaml",
    }),
  ),
  seed: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_294_967_295 })).annotate({
      description: "The experiment's seed, where it is not its own.",
      otherwise: "the experiment's own",
      example: 7,
    }),
  ),
  set: Schema.optionalKey(
    Schema.Array(Schema.String).annotate({
      description: "What is put in place of the experiment's values: `recovery.restart=10 minutes`.",
      otherwise: "nothing",
      example: ["recovery.restart=10 minutes"],
    }),
  ),
  cluster: Schema.optionalKey(
    RecordedCluster.annotate({
      description: "What the incidents were recorded on, as far as it is known.",
      otherwise: "nothing is known",
    }),
  ),
  format: Schema.optionalKey(
    Schema.String.annotate({
      description: "The format of another program that it was imported from.",
      otherwise: "nobody says",
      example: "xid",
    }),
  ),
  settings: Schema.optionalKey(
    Schema.Array(ChangeSeen).annotate({ description: "Settings that changed on the way.", otherwise: "they did not" }),
  ),
  hazards: Schema.optionalKey(
    Schema.Array(Hazard).annotate({
      description: "What is known to have happened, but only how often: no dates.",
      otherwise: "all faults have dates",
    }),
  ),
  observed: Schema.optionalKey(
    ObservedRun.annotate({ description: "What was seen of the whole run.", otherwise: "nothing is known" }),
  ),
});
export type TimelineHeader = typeof TimelineHeader.Type;

/** An incident timeline: what struck a run, and what was observed. */
export interface Timeline extends TimelineHeader {
  readonly faults: ReadonlyArray<TimelineFault>;
}
