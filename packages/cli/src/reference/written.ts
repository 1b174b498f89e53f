import { eventTypeNames, faultKindNames, type JsonSchema } from "@ordeal/model";
import { stringify } from "yaml";
import { code } from "./table.ts";

const QUANTITIES = "./index.md#how-quantities-are-written";

/** What is told once for all fields: how the Schema begins to say it, and what stands in its place. */
const known: ReadonlyArray<readonly [start: string, link: string]> = [
  ["a duration longer than zero", `a [duration](${QUANTITIES}) longer than zero`],
  ["a duration", `a [duration](${QUANTITIES})`],
  ["a share from 0 % to 100 %", `a [share](${QUANTITIES}) from 0 % to 100 %`],
  ["a share above 0 % and at most 100 %", `a [share](${QUANTITIES}) above 0 % and at most 100 %`],
  ["a share from 0 % to below 100 %", `a [share](${QUANTITIES}) from 0 % to below 100 %`],
  ["a share above 0 % and below 100 %", `a [share](${QUANTITIES}) above 0 % and below 100 %`],
  ["a rate", `a [rate](${QUANTITIES})`],
  ["a mean time longer than zero", `a [mean time](${QUANTITIES}) between failures`],
  ["a bandwidth", `a [bandwidth](${QUANTITIES})`],
  ["a size above zero", `a [size](${QUANTITIES})`],
  ["a number of FLOP", `[arithmetic](${QUANTITIES}), or a number`],
  ["a time since the start", `an [instant](${QUANTITIES})`],
  ["a date with its time zone", `a [date](${QUANTITIES}) with its time zone`],
  ["a component such as", `a [selector](${QUANTITIES})`],
  ["a threshold", "a [threshold](./thresholds.md)"],
  ["a condition", "a [condition](./thresholds.md#signals)"],
  ["a budget", "a [budget](./thresholds.md#budgets)"],
];

/** How a field is written, in words that link to what is told once. */
export const writtenAs = (field: JsonSchema): string => {
  const expected = (field["x-expected"] ?? (field.pattern === undefined ? undefined : field.description)) as
    | string
    | undefined;
  const [, link] = known.find(([start]) => expected?.startsWith(start) === true) ?? [];
  const isMapping = field.properties !== undefined;
  if (link !== undefined) return `${link}${mappingBeside(field)}`;
  const { type, enum: choices, anyOf, items, const: constant } = field;
  if (choices !== undefined) return oneOf(choices as ReadonlyArray<unknown>);
  if (constant !== undefined) return code(flow(constant));
  if (isMapping) return "a mapping";
  if (items !== undefined) {
    const each = writtenAs(items as JsonSchema);
    return each === "a mapping" ? "a list of mappings" : `a list; each ${each}`;
  }
  if (anyOf !== undefined) {
    if (everyHasKind(anyOf as ReadonlyArray<JsonSchema>)) return "a mapping";
    return [...new Set((anyOf as ReadonlyArray<JsonSchema>).map(choice))].join(", or ");
  }
  if (type === "object") {
    const { additionalProperties: values } = field;
    return typeof values === "object" && values !== null && Object.keys(values).length > 0
      ? `a mapping from names to: ${writtenAs(values as JsonSchema)}`
      : "a mapping";
  }
  if (type === "integer" || type === "number") return number(field);
  if (type === "boolean") return "`true` or `false`";
  if (type === "null") return "`null`";
  return Array.isArray(type) ? type.map((one) => writtenAs({ ...field, type: one })).join(", or ") : "text";
};

/** Beside a quantity, what else is taken: `{parameters, bytesPerParameter}`. */
const mappingBeside = ({ anyOf }: JsonSchema): string =>
  ((anyOf ?? []) as ReadonlyArray<JsonSchema>)
    .filter(({ properties }) => properties !== undefined)
    .map((member) => `, or ${choice(member)}`)
    .join("");

/** A mapping among other choices shows its keys. */
const choice = (member: JsonSchema): string => {
  if (member.properties === undefined) return writtenAs(member);
  const required = new Set((member.required ?? []) as ReadonlyArray<string>);
  const keys = Object.keys(member.properties as object).map((name) => `${name}${required.has(name) ? "" : "?"}`);
  return code(`{ ${keys.join(", ")} }`);
};

const oneOf = (choices: ReadonlyArray<unknown>): string => {
  if (choices.length === faultKindNames.length) return "a [kind of fault](./faults.md#kinds)";
  if (choices.length === eventTypeNames.length) return "an [event](./events.md)";
  return choices.map((one) => code(String(one))).join(", ");
};

const number = ({ type, minimum, maximum, exclusiveMinimum, "x-unit": unit }: JsonSchema): string => {
  const noun = type === "integer" ? "a whole number" : "a number";
  const of = unit === undefined ? "" : /^[a-z ]+$/.test(unit as string) ? ` of ${unit}` : ` in ${unit}`;
  const [from, to, above] = [minimum, maximum, exclusiveMinimum].map((one) =>
    one === undefined ? undefined : Number(one).toLocaleString("en-US"),
  );
  const range =
    above !== undefined
      ? ` above ${above}`
      : from === undefined
        ? to === undefined
          ? ""
          : ` up to ${to}`
        : to === undefined
          ? ` from ${from} up`
          : ` from ${from} to ${to}`;
  return `${noun}${of}${range}`;
};

/** A mapping of any kind of fault is one mapping. */
export const everyHasKind = (members: ReadonlyArray<JsonSchema>): boolean =>
  members.length > 0 && members.every((one) => (one.properties as JsonSchema | undefined)?.kind !== undefined);

/** A value as people write it in YAML, on one line. */
export const flow = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true }).trim()
    : typeof value === "string"
      ? value.replaceAll("\t", "\\t")
      : typeof value === "number" && value >= 1e9
        ? value.toExponential().replace("+", "")
        : String(value);
