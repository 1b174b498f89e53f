import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import * as SchemaGetter from "effect/SchemaGetter";
import * as SchemaIssue from "effect/SchemaIssue";
import { describe } from "./describe.ts";
import { type FaultKind, faultKindNames } from "./fault-kind.ts";
import { covers } from "./recovery.ts";
import { SelectorText } from "./selector.ts";
import { withDefault } from "./text.ts";
import { DurationUs, PositiveDurationUs, printDuration } from "./units/duration.ts";
import { HOUR_US, SECOND_US } from "./units/time.ts";

const count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 })).annotate({
  expected: "a whole number of faults from 0 to 100",
});

/** How long a fault lasts unless a budget says otherwise. */
const lasts = { from: 10 * SECOND_US, to: 2 * HOUR_US } as const;

export const BudgetMapping = Schema.Struct({
  atMost: Schema.Record(Schema.String, count)
    .annotate({
      description: "How many faults of a family (`card`), a kind (`card.hang`) or `*` a timeline may have.",
      example: { card: 3, "link.flap": 1 },
    })
    .pipe(withDefault({})),
  faults: Schema.optionalKey(
    count.annotate({
      description: "How many faults it may have in all.",
      unit: "faults",
      otherwise: "what `atMost` comes to",
      example: 4,
    }),
  ),
  apart: DurationUs.annotate({
    description: "How far apart any two of them strike at least.",
    example: "1 minute",
  }).pipe(withDefault("0 seconds")),
  within: Schema.optionalKey(
    PositiveDurationUs.annotate({
      description: "How far apart the first and the last of them strike at most.",
      otherwise: "as far as the run goes",
      example: "24 hours",
    }),
  ),
  kinds: Schema.optionalKey(
    Schema.Array(Schema.String).annotate({
      description: "The kinds that may occur: `card.crash`, or `link.*`.",
      otherwise: "every one that `atMost` allows",
      example: ["card.crash", "link.*"],
    }),
  ),
  targets: Schema.Record(Schema.String, Schema.NonEmptyArray(SelectorText))
    .annotate({
      description: "What a family or kind may strike.",
      otherwise: "any one component",
      example: { card: ["a card of the job"] },
    })
    .pipe(withDefault({})),
  durations: Schema.Struct({
    from: PositiveDurationUs.annotate({ description: "The shortest.", example: "30 seconds" }).pipe(
      withDefault(printDuration(lasts.from)),
    ),
    to: PositiveDurationUs.annotate({ description: "The longest.", example: "1 hour" }).pipe(
      withDefault(printDuration(lasts.to)),
    ),
  })
    .annotate({ description: "How long a fault lasts." })
    .pipe(withDefault({})),
});

/** Which fault timelines a hunt may try. Times in microseconds. */
export type Budget = typeof BudgetMapping.Type;

const example =
  "at most 3 card faults, 2 link faults and 1 cooling fault, any two at least 1 minute apart, within 24 hours";

/** What a hunt may spend: a mapping, or a sentence that says the same. */
export const Budget = Schema.Union([Schema.String, BudgetMapping])
  .annotate({
    expected: `a budget such as "${example}", or a mapping of atMost, faults, apart, within, kinds, targets and durations`,
  })
  .pipe(
    Schema.decodeTo(Schema.toType(BudgetMapping), {
      decode: SchemaGetter.transformEffect((written: string | Budget, options) => {
        const parsed = typeof written === "string" ? parseBudget(written) : written;
        return typeof parsed === "string"
          ? Effect.fail(new SchemaIssue.InvalidValue({ message: parsed }, written, options))
          : Effect.succeed(parsed);
      }),
      encode: SchemaGetter.transform((budget: Budget): string | Budget => budget),
    }),
  );

/** The part of each kind before its dot. */
export const faultFamilies: ReadonlyArray<string> = [...new Set(faultKindNames.map((kind) => familyOf(kind)))];

function familyOf(kind: FaultKind): string {
  return kind.slice(0, kind.indexOf("."));
}

/** Whether what a budget names (a family, a kind, `link.*` or `*`) covers a fault kind. */
export const namesKind = (name: string, kind: FaultKind): boolean => covers(name, kind) || name === familyOf(kind);

const sentence = /^at most (.+?)(?:, any two at least (.+?) apart)?(?:,? within (.+))?$/;
const part = /^(\d+) (?:([\w.]+) )?faults?$/;

const readDuration = Schema.decodeUnknownOption(DurationUs);

/** Reads a budget that is written as a sentence; a string says what is wrong with it. */
export const parseBudget = (written: string): Budget | string => {
  const match = sentence.exec(written.trim().replace(/\s+/g, " "));
  if (match === null) return `expected a budget such as "${example}", found ${describe(written)}`;
  const [, counts = "", apart, within] = match;
  const atMost: Record<string, number> = {};
  let faults: number | undefined;
  for (const one of counts.split(/,? and |, /)) {
    const [, digits, name] = part.exec(one) ?? [];
    if (digits === undefined) return `expected a number and a family, as in "3 card faults", found ${describe(one)}`;
    if (Number(digits) > 100) return `expected at most 100 faults, found ${describe(one)}`;
    if (name !== undefined && !faultKindNames.some((kind) => namesKind(name, kind)))
      return `expected faults of a family (${faultFamilies.join(", ")}) or of a kind such as card.hang, found ${describe(one)}`;
    if (name === undefined) faults = Number(digits);
    else if (Object.hasOwn(atMost, name)) return `says twice how many ${name} faults there may be`;
    else atMost[name] = Number(digits);
  }
  if (Object.keys(atMost).length === 0) atMost["*"] = faults ?? 0;
  const times = [apart, within].map((text) => (text === undefined ? undefined : readDuration(text)));
  const wrong = [apart, within].find((_, index) => times[index]?._tag === "None");
  if (wrong !== undefined) return `expected a duration such as "1 minute", found ${describe(wrong)}`;
  const [apartUs, withinUs] = times.map((time) => (time?._tag === "Some" ? time.value : undefined));
  if (withinUs === 0) return `expected "within" to say a duration longer than zero, found ${describe(within)}`;
  return {
    atMost,
    ...(faults === undefined ? {} : { faults }),
    apart: apartUs ?? 0,
    ...(withinUs === undefined ? {} : { within: withinUs }),
    targets: {},
    durations: lasts,
  };
};

/** A budget as the sentence that says the same, less its kinds, targets and durations. */
export const printBudget = ({ atMost, faults, apart, within }: Budget): string => {
  const named = Object.entries(atMost).filter(([name]) => name !== "*");
  const inAll = faults ?? atMost["*"];
  const counts = [
    ...named.map(([name, count]) => `${count} ${name} fault${count === 1 ? "" : "s"}`),
    ...(inAll === undefined ? [] : [`${inAll} fault${inAll === 1 ? "" : "s"}`]),
  ];
  const last = counts.pop() ?? "";
  return [
    `at most ${counts.length === 0 ? last : `${counts.join(", ")} and ${last}`}`,
    ...(apart === 0 ? [] : [`any two at least ${printDuration(apart)} apart`]),
    ...(within === undefined ? [] : [`within ${printDuration(within)}`]),
  ].join(", ");
};

/** How many faults of one kind a budget allows by itself: the least of what names it. */
export const faultsAllowed = ({ atMost, kinds, faults }: Budget, kind: FaultKind): number => {
  if (kinds !== undefined && !kinds.some((name) => namesKind(name, kind))) return 0;
  const limits = Object.entries(atMost).flatMap(([name, limit]) => (namesKind(name, kind) ? [limit] : []));
  if (limits.length === 0) return Object.keys(atMost).length === 0 ? (faults ?? 0) : 0;
  return Math.min(...limits, faults ?? Number.POSITIVE_INFINITY);
};

/** How many faults a timeline may have in all. */
export const faultsAllowedInAll = (budget: Budget): number => {
  const { atMost, faults } = budget;
  const kinds = faultKindNames.filter((kind) => faultsAllowed(budget, kind) > 0);
  // What a wider name allows is not added to what a narrower one inside it allows.
  const widest = Object.entries(atMost).filter(
    ([name]) => !Object.keys(atMost).some((other) => other !== name && isWithin(name, other)),
  );
  const sum = widest.reduce(
    (total, [name, limit]) => total + (kinds.some((kind) => namesKind(name, kind)) ? limit : 0),
    0,
  );
  return Math.min(faults ?? Number.POSITIVE_INFINITY, widest.length === 0 ? (faults ?? 0) : sum);
};

/** Whether every kind that one name covers is covered by another, and not the other way round. */
const isWithin = (name: string, other: string): boolean => {
  const [inner, outer] = [name, other].map((one) => faultKindNames.filter((kind) => namesKind(one, kind)));
  return (
    inner !== undefined &&
    outer !== undefined &&
    inner.length < outer.length &&
    inner.every((kind) => outer.includes(kind))
  );
};
