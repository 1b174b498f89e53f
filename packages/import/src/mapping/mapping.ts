import { DateMs, type Decoded, decode, decodeTimelineFault, faultKindNames, type Problem } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { isDateFormat } from "../dates/format.ts";
import { zoneClock } from "../dates/zone.ts";
import { compile, isPattern } from "./pattern.ts";

const Text = Schema.String.check(Schema.isNonEmpty({ expected: "text that is not empty" }));

/** One column (or label), or several, whose texts are put together. */
const Fields = Schema.Union([Text, Schema.Array(Text).check(Schema.isMinLength(1, { expected: "at least one name" }))]);

const unitNames = ["micros", "millis", "seconds", "minutes", "hours", "days"] as const;

/** Where a date is: a date in a format, or a number of units since a date. */
const When = Schema.Struct({
  column: Text,
  /** `iso`, or the tokens of luxon, such as `yyyy-MM-dd HH:mm:ss`. */
  format: Schema.optionalKey(Text),
  zone: Schema.optionalKey(Text),
  unit: Schema.optionalKey(Schema.Literals(unitNames)),
  since: Schema.optionalKey(DateMs),
});

/** Where a duration is, and in which unit. */
const HowLong = Schema.Struct({ column: Text, unit: Schema.Literals(unitNames) });

/**
 * Where a fault's start and its end are rows of their own: the column that says which of the two a row is, and the regular
 * expressions for it. Rows of the same component and part, and of the same texts in the columns of `by`, belong together.
 */
const Phase = Schema.Struct({ column: Text, start: Text, end: Text, by: Schema.optionalKey(Fields) });

/**
 * What lines of some content mean. `when` names fields (columns, or labels of an alert) and the regular expression that
 * each must match, upper and lower case alike; the first rule that fits is taken. The rest are the fault's parameters.
 */
const Rule = Schema.Union([
  Schema.Struct({ when: Schema.optionalKey(Schema.Record(Text, Text)), ignore: Schema.Literal(true) }),
  Schema.StructWithRest(
    Schema.Struct({
      when: Schema.optionalKey(Schema.Record(Text, Text)),
      kind: Schema.Literals(faultKindNames),
    }),
    [Schema.Record(Schema.String, Schema.Unknown)],
  ),
]).annotate({ expected: "a rule: `when`, and either `kind` with its parameters or `ignore: true`" });
export type Rule = typeof Rule.Type;

const TakeOrSkip = Schema.Literals(["take", "skip"]);

/** What a person says about a file, for formats that cannot know it. `IMPORT.md` explains it with examples. */
const Written = Schema.Struct({
  /** Between two columns; a comma unless given. */
  delimiter: Schema.optionalKey(Text),
  /** The names of the columns, when the file's first line does not give them. */
  columns: Schema.optionalKey(Schema.Array(Text)),
  time: Schema.optionalKey(When),
  end: Schema.optionalKey(When),
  duration: Schema.optionalKey(HowLong),
  phase: Schema.optionalKey(Phase),
  /** What was struck, and which card or port of it. */
  component: Schema.optionalKey(Fields),
  part: Schema.optionalKey(Text),
  cause: Schema.optionalKey(Fields),
  note: Schema.optionalKey(Fields),
  rules: Schema.optionalKey(Schema.Array(Rule)),
  /** Whether alerts that were silenced, or inhibited by other alerts, are faults. */
  silenced: Schema.optionalKey(TakeOrSkip),
  inhibited: Schema.optionalKey(TakeOrSkip),
  /** How many chips a card has. */
  chipsPerCard: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 16 }))),
});
export type Mapping = typeof Written.Type;
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
  const decoded = decode(Written, written);
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
