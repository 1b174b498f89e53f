import { DateMs, type Decoded, decode, decodeTimelineFault, faultKindNames, type Problem } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { isDateFormat } from "../dates/format.ts";
import { zoneClock } from "../dates/zone.ts";
import { compile, isPattern } from "./pattern.ts";

const Text = Schema.String.check(Schema.isNonEmpty({ expected: "text that is not empty" }));

/** One column (or label), or several, whose texts are put together. */
const Fields = Schema.Union([Text, Schema.Array(Text).check(Schema.isMinLength(1, { expected: "at least one name" }))]);

/** The units in which a column may count. */
export const unitNames = ["micros", "millis", "seconds", "minutes", "hours", "days"] as const;

const column = (description: string, example: string) => Text.annotate({ description, example });

/** Where a date is: a date in a format, or a number of units since a date. */
const When = Schema.Struct({
  column: column("The column, or the field of a record, that holds it.", "opened"),
  format: Schema.optionalKey(
    Text.annotate({
      description: "How the date is written: `iso` (exact to the microsecond), or luxon's tokens (to the millisecond).",
      otherwise: "`iso`; an `end` is as the `time`",
      example: "yyyy-MM-dd HH:mm:ss",
    }),
  ),
  zone: Schema.optionalKey(
    Text.annotate({
      description: "The time zone, where the dates name none: a name, `UTC` or an offset.",
      otherwise: "`--zone` says, or the dates do",
      example: "Asia/Shanghai",
    }),
  ),
  unit: Schema.optionalKey(
    Schema.Literals(unitNames).annotate({
      description: "With `since`: what the column counts, where it is a number.",
      otherwise: "it is a date",
      example: "seconds",
    }),
  ),
  since: Schema.optionalKey(
    DateMs.annotate({
      description: "With `unit`: the date from which it counts.",
      otherwise: "it is a date",
      example: "1970-01-01T00:00:00Z",
    }),
  ),
});

/** Where a duration is, and in which unit. */
const HowLong = Schema.Struct({
  column: column("The column that holds it.", "hours"),
  unit: Schema.Literals(unitNames).annotate({ description: "The unit of its numbers.", example: "hours" }),
});

/**
 * Where a fault's start and its end are rows of their own: the column that says which of the two a row is, and the regular
 * expressions for it. Rows of the same component and part, and of the same texts in the columns of `by`, belong together.
 */
const Phase = Schema.Struct({
  column: column("The column that says whether a row is a start or an end.", "state"),
  start: Text.annotate({ description: "What it matches in a row that is a start.", example: "^down$" }),
  end: Text.annotate({
    description: "What it matches in a row that is an end; such rows need no rule.",
    example: "^up$",
  }),
  by: Schema.optionalKey(
    Fields.annotate({
      description:
        "Columns whose texts a start and its end share. An end ends the oldest start that is open, first one of the same cause; rows may be in any order (at most 500,000).",
      otherwise: "the component and the part alone",
      example: ["ticket"],
    }),
  ),
});

const whenMatches = Schema.optionalKey(
  Schema.Record(Text, Text).annotate({
    description:
      "Which content it is for: a regular expression for each of some columns (fields, labels), upper and lower case alike. All must match. They are those of RE2, whose time is bounded: no look-around, no back-references.",
    otherwise: "it fits everything",
    example: { symptom: "ecc|gpu lost" },
  }),
);

/**
 * What lines of some content mean. `when` names fields (columns, or labels of an alert) and the regular expression that
 * each must match, upper and lower case alike; the first rule that fits is taken. The rest are the fault's parameters.
 */
const Rule = Schema.Union([
  Schema.Struct({
    when: whenMatches,
    ignore: Schema.Literal(true).annotate({
      description: "In place of `kind`: such a row is no fault.",
      example: true,
    }),
  }),
  Schema.StructWithRest(
    Schema.Struct({
      when: whenMatches,
      kind: Schema.Literals(faultKindNames).annotate({
        description: "The kind of fault that such a row is; its parameters stand beside it, as in any fault.",
        example: "card.crash",
      }),
    }),
    [Schema.Record(Schema.String, Schema.Unknown)],
  ),
]).annotate({ expected: "a rule: `when`, and either `kind` with its parameters or `ignore: true`" });
export type Rule = typeof Rule.Type;

const TakeOrSkip = Schema.Literals(["take", "skip"]);

/** What a person says about a file, for formats that cannot know it. `IMPORT.md` explains it with examples. */
export const MappingSchema = Schema.Struct({
  delimiter: Schema.optionalKey(
    Text.annotate({ description: "What stands between two columns.", otherwise: "a comma", example: "\t" }),
  ),
  columns: Schema.optionalKey(
    Schema.Array(Text).annotate({
      description: "The names of the columns, for a file whose first line does not give them.",
      otherwise: "the first line gives them",
      example: ["host", "opened", "closed"],
    }),
  ),
  time: Schema.optionalKey(
    When.annotate({ description: "When a fault began.", otherwise: "an error for `csv`, which needs it" }),
  ),
  end: Schema.optionalKey(
    When.annotate({
      description: "When it was over. Empty, `-`, `null`, `unknown` and `n/a` mean that nobody knows.",
      otherwise: "`duration` or `phase` says, or nobody knows",
    }),
  ),
  duration: Schema.optionalKey(
    HowLong.annotate({ description: "How long it lasted, in place of `end`.", otherwise: "`end` or `phase` says" }),
  ),
  phase: Schema.optionalKey(
    Phase.annotate({
      description:
        "In place of `end`, where start and end have rows of their own. An end without a start is counted, a start without an end is not over, one that is told again is one.",
      otherwise: "a row is a whole fault",
    }),
  ),
  component: Schema.optionalKey(
    Fields.annotate({
      description: "The column that names what was struck; several are joined by `/`.",
      otherwise: "the format knows, or nobody does",
      example: ["rack", "host"],
    }),
  ),
  part: Schema.optionalKey(
    Text.annotate({
      description: "The column that names the card or port of it: its first number counts.",
      otherwise: "the format knows, or nobody does",
      example: "slot",
    }),
  ),
  cause: Schema.optionalKey(
    Fields.annotate({
      description: "The column that says what people call it; several are joined by `;`.",
      otherwise: "as the format says",
      example: "symptom",
    }),
  ),
  note: Schema.optionalKey(
    Fields.annotate({
      description: "The columns with what else people said; several are joined by `;`.",
      otherwise: "none",
      example: ["ticket", "comment"],
    }),
  ),
  rules: Schema.optionalKey(
    Schema.Array(Rule).annotate({
      description:
        "What rows mean: the first rule that fits is taken. A row that no rule fits cannot be used, and is counted.",
      otherwise: "as the format says; an error for `csv`",
    }),
  ),
  silenced: Schema.optionalKey(
    TakeOrSkip.annotate({
      description: "Whether alerts that were silenced when they were recorded are faults.",
      otherwise: "`skip`",
      example: "take",
    }),
  ),
  inhibited: Schema.optionalKey(
    TakeOrSkip.annotate({
      description: "Whether alerts that other alerts inhibited are faults.",
      otherwise: "`skip`",
      example: "take",
    }),
  ),
  chipsPerCard: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 16 })).annotate({
      description: "How many chips a card has, for `ascend`.",
      unit: "chips",
      otherwise: "2 where a node names a chip above the seventh, else 1",
      example: 1,
    }),
  ),
});
export type Mapping = typeof MappingSchema.Type;
export type When = typeof When.Type;
export type Phase = typeof Phase.Type;
export type Unit = (typeof unitNames)[number];

/** Microseconds of a unit. */
export const unitUs: Readonly<Record<Unit, number>> = {
  micros: 1,
  millis: 1_000,
  seconds: 1_000_000,
  minutes: 60_000_000,
  hours: 3_600_000_000,
  days: 86_400_000_000,
};

/** Decodes a mapping as people write it, or lists everything that is wrong with it. */
export const decodeMapping = (written: unknown): Decoded<Mapping> => {
  const decoded = decode(MappingSchema, written);
  if ("problems" in decoded) return decoded;
  const { value } = decoded;
  const problems = [
    ...checkWhen(value.time, "time"),
    ...checkWhen(value.end, "end"),
    ...checkPhase(value.phase),
    ...checkRules(value.rules ?? []),
  ];
  const ends = (["end", "duration", "phase"] as const).filter((key) => value[key] !== undefined);
  if (ends.length > 1) {
    const [first = "", second = ""] = ends;
    problems.push({ path: [second], message: `expected either ${first} or ${second}, found both` });
  }
  return problems.length === 0 ? decoded : { problems };
};

const checkWhen = function* (when: When | undefined, key: string): Generator<Problem> {
  if (when === undefined) return;
  const { format, zone, unit, since } = when;
  if (zone !== undefined && zoneClock(zone) === undefined) {
    yield {
      path: [key, "zone"],
      message: `expected a time zone such as "Asia/Shanghai", "UTC" or "+08:00", found "${zone}"`,
    };
  }
  if (format !== undefined && !isDateFormat(format)) {
    const message = `expected "iso" or luxon's tokens, such as "yyyy-MM-dd HH:mm:ss", found "${format}"`;
    yield { path: [key, "format"], message };
  }
  if ((unit === undefined) !== (since === undefined)) {
    yield { path: [key], message: "expected unit and since together: a number of units since a date" };
  }
  if (unit !== undefined && (format !== undefined || zone !== undefined)) {
    yield { path: [key], message: "expected either a format (and zone) or unit and since, found both" };
  }
};

const checkPhase = function* (phase: Phase | undefined): Generator<Problem> {
  for (const key of ["start", "end"] as const) {
    const pattern = phase?.[key];
    if (pattern !== undefined && compile(pattern) === undefined) yield noPattern(["phase", key], pattern);
  }
};

const noPattern = (path: Problem["path"], pattern: string): Problem => ({
  path,
  message: `expected ${isPattern(pattern) ? "a regular expression without look-around and back-references, whose time has no bound" : "a regular expression"}, found "${pattern}"`,
});

const checkRules = function* (rules: ReadonlyArray<Rule>): Generator<Problem> {
  for (const [index, rule] of rules.entries()) {
    for (const [field, pattern] of Object.entries(rule.when ?? {})) {
      if (compile(pattern) === undefined) yield noPattern(["rules", index, "when", field], pattern);
    }
    if ("ignore" in rule) continue;
    const { when: _, ...fault } = rule;
    const checked = decodeTimelineFault({ ...fault, at: "0 seconds", component: "x" }, {}, ["rules", index]);
    if ("problems" in checked) yield* checked.problems;
    else {
      for (const key of ["at", "component", "duration", "part", "target", "on", "every", "id", "observed"]) {
        if (key in fault) yield { path: ["rules", index, key], message: "expected nothing that the file itself says" };
      }
    }
  }
};
