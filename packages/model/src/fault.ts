import * as Schema from "effect/Schema";
import { type EventType, eventTypeNames } from "./event.ts";
import { type FaultKind, faultKindNames, faultKinds, isFaultKind } from "./fault-kind.ts";
import type { FaultParameters } from "./fault-parameters.ts";
import { type Selector, SelectorText } from "./selector.ts";
import { Name, type Said, withDefault } from "./text.ts";
import { DurationUs, PositiveDurationUs } from "./units/duration.ts";
import { Instant } from "./units/instant.ts";

const times = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }));

/** How often a trigger strikes at most that fires again and again, unless it says. */
export const TRIGGERED_MAX = 10_000;

/** Starts a fault when the journal says something for the n-th time, or from then on every time, and after a delay. */
export const Trigger = Schema.Struct({
  event: Schema.Literals(eventTypeNames)
    .annotate({
      expected: `an event of the journal, such as "checkpoint.persist.started" or "load.started"`,
    })
    .annotate({ description: "The event of the journal that starts it.", example: "checkpoint.persist.started" }),
  time: times
    .annotate({
      description:
        "At which occurrence of the event it strikes: 3 for the third, counted over all tiers and components.",
      example: 3,
    })
    .pipe(withDefault(1)),
  after: DurationUs.annotate({ description: "How long after the event it strikes.", example: "2 seconds" }).pipe(
    withDefault("0 seconds"),
  ),
  every: Schema.optionalKey(
    Schema.Boolean.annotate({
      description:
        "Strikes the `time`-th time and every later time that the event comes, but once for all that come at one instant.",
      otherwise: "once",
      example: true,
    }),
  ),
  times: Schema.optionalKey(
    times.annotate({
      description: `How often it strikes at most, where it strikes every time.`,
      unit: "times",
      otherwise: `${TRIGGERED_MAX}, and the journal then says that it struck no more`,
      example: 5,
    }),
  ),
});
export type Trigger = {
  readonly event: EventType;
  readonly time: number;
  readonly after: number;
  readonly every?: boolean;
  readonly times?: number;
};

/** Starts a fault again and again. */
export const Every = Schema.Struct({
  period: PositiveDurationUs.annotate({ description: "The time between two strikes.", example: "6 hours" }),
  from: Schema.optionalKey(
    DurationUs.annotate({
      description: "When it strikes first.",
      otherwise: "at the start of the run",
      example: "1 hour",
    }),
  ),
  times: Schema.optionalKey(
    times.annotate({
      description: "How often it strikes.",
      unit: "times",
      otherwise: "as often as the run lets it",
      example: 10,
    }),
  ),
});

/** The n-th strike of what strikes again and again is called `ID#n`, so that nothing else may be. */
export const FaultId = Name.check(Schema.isPattern(/^[^#]*$/, { expected: 'text without "#"' }));

/** What `detectAfter` means, in a fault and in a hazard. */
export const detectAfterSaid = {
  description:
    "How long this one takes to be noticed, in place of what `recovery.detect` says of its sort: a hang, say, that nobody saw for 18 hours.",
  otherwise: "as `recovery.detect` says",
  example: "18 hours",
} as const satisfies Said;

/** The field that says which kind of fault it is. */
export const kindField = <K extends FaultKind>(kind: K) =>
  Schema.Literal(kind).annotate({ description: `The kind of fault: ${faultKinds[kind].meaning}.` });

/** When, what to, for how long; exactly one of `at`, `on` and `every`. */
export const faultFields = {
  id: Schema.optionalKey(
    FaultId.check(Schema.isMaxLength(200, { expected: "at most 200 characters" })).annotate({
      description: "The fault's name.",
      otherwise: "its kind and place in the list, such as `card.crash-1`",
      example: "pump",
    }),
  ),
  target: Schema.optionalKey(
    SelectorText.annotate({
      description:
        "What it strikes: a component by its address, every one that a glob names, or so many that are drawn. `tier/NAME` is the checkpoint tier of that name (tier/peers for one named peers).",
      otherwise: "the only one there is: the one tier, storage, the scheduler, the job",
      example: "sn07/n12/c3",
    }),
  ),
  at: Schema.optionalKey(
    Instant.annotate({
      description: "The instant at which it strikes: a time since the start of the run, or a date.",
      otherwise: "`on` or `every` says",
      example: "50 minutes",
    }),
  ),
  on: Schema.optionalKey(
    Trigger.annotate({
      description: "Strikes when the journal says something.",
      otherwise: "`at` or `every` says",
      example: { event: "checkpoint.persist.started", time: 3 },
    }),
  ),
  every: Schema.optionalKey(
    Every.annotate({
      description: "Strikes again and again.",
      otherwise: "`at` or `on` says",
      example: { period: "6 hours" },
    }),
  ),
  duration: Schema.optionalKey(
    PositiveDurationUs.annotate({
      description: "How long it lasts.",
      otherwise: "as its kind says: until its repair, mostly",
      example: "20 minutes",
    }),
  ),
  detectAfter: Schema.optionalKey(DurationUs.annotate(detectAfterSaid)),
  cause: Schema.optionalKey(
    Schema.String.annotate({
      description: "What people call it: the summary counts interruptions by cause.",
      otherwise: "its kind",
      example: "HBM3 memory",
    }),
  ),
  source: Schema.optionalKey(
    Schema.String.annotate({
      description: "Where this is known from.",
      otherwise: "nobody says",
      example: "operations log, 12 May",
    }),
  ),
  note: Schema.optionalKey(
    Schema.String.annotate({ description: "Anything else.", otherwise: "nothing", example: "the pump was replaced" }),
  ),
};

/** A fault that the experiment scripts: kind, target, start, optional duration and the kind's parameters. */
export interface FaultSpec extends FaultParameters {
  readonly kind: FaultKind;
  readonly id?: string;
  readonly target?: Selector;
  readonly at?: Instant;
  readonly on?: Trigger;
  readonly every?: { readonly period: number; readonly from?: number; readonly times?: number };
  readonly duration?: number;
  readonly detectAfter?: number;
  readonly cause?: string;
  readonly source?: string;
  readonly note?: string;
}

const members = faultKindNames.map((kind) =>
  Schema.Struct({ kind: kindField(kind), ...faultFields, ...faultKinds[kind].parameters }),
);

export const FaultSpec = Schema.Union(members).annotate({
  expected: `a fault whose kind is one of ${faultKindNames.join(", ")}`,
}) as unknown as Schema.Codec<FaultSpec, unknown>;

/** Whether it may strike more than once, each time under a name of its own: `ID#1`, `ID#2` and so on. */
export const strikesAgain = ({ every, on }: Pick<FaultSpec, "every" | "on">): boolean =>
  every !== undefined || on?.every === true;

/** The id of the `index`-th fault of an experiment: its own, or its kind and place. */
export const faultIdOf = (spec: FaultSpec, index: number): string => spec.id ?? `${spec.kind}-${index + 1}`;

/** What to say when two faults go by one id. */
export const takenId = (id: string): string => {
  const tail = isGiven(id) ? ", and one without goes by its kind and place" : "";
  return `"${id}" is taken: every fault needs its own id${tail}`;
};

/** Whether a fault without an id of its own may go by this one. */
const isGiven = (id: string): boolean => /-\d+$/.test(id) && isFaultKind(id.replace(/-\d+$/, ""));
