import { Experiment, type JsonSchema, jsonSchemaOf, TimelineFault, TimelineHeader } from "@ordeal/model";
import type * as Schema from "effect/Schema";

const DIALECT = "http://json-schema.org/draft-07/schema#";

/** What people may write as text: recognized by the example that the Schema gives. */
const patterns: ReadonlyArray<readonly [expected: string, pattern: string, examples: ReadonlyArray<string>]> = [
  [
    "a duration",
    "^\\s*(P[\\dWDTHMS.]+|(\\d+(\\.\\d+)?\\s*(w|wks?|weeks?|d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|ms|millis?|milliseconds?|us|µs|micros?|microseconds?|ns|nanos?|nanoseconds?)\\s*)+)\\s*$",
    ["10 seconds", "30s", "1h30m", "2 min 30 s", "PT30S"],
  ],
  ["a share", "^\\s*-?\\d+(\\.\\d+)?\\s*%\\s*$", ["93.12 %", "50 %"]],
  [
    "a rate",
    "^\\s*\\d+(\\.\\d+)?(e[+-]?\\d+)?\\s*(%|per mille)?\\s+(per|in)\\s+([\\d,.]+\\s+)?[a-z]+(-[a-z]+)?\\s*$",
    ["0.3e-3 per card-day", "0.057 % per link-month", "419 per 54 days"],
  ],
];

/**
 * One self-contained JSON Schema of an experiment, for editors: it accepts what `check` accepts, `use:` and `$schema`
 * included, as far as a JSON Schema can say it; `check` looks across fields, and may refuse more. Draft 7 is what editors
 * read.
 */
export const experimentSchema = (): JsonSchema =>
  top("An Ordeal experiment", jsonSchemaOf(Experiment as unknown as Schema.Top), experimentRequired);

/** The same of an incident timeline. */
export const timelineSchema = (): JsonSchema => {
  const header = jsonSchemaOf(TimelineHeader as unknown as Schema.Top);
  const faults = {
    type: "array",
    description: "The faults.",
    items: jsonSchemaOf(TimelineFault as unknown as Schema.Top),
  };
  const properties = { ...(header.properties as JsonSchema), faults };
  return top("An Ordeal incident timeline", { ...header, properties }, ["title", "faults"]);
};

/** What `check` asks for; the rest has defaults. */
const experimentRequired = ["title", "duration", "cluster", "job", "checkpoint"];

const top = (title: string, schema: JsonSchema, required: ReadonlyArray<string>): JsonSchema => {
  const { properties, ...rest } = forEditors(schema) as { readonly properties: JsonSchema };
  const own = { $schema: { type: "string", description: "The JSON Schema that an editor checks this file by." } };
  return {
    $schema: DIALECT,
    title,
    ...rest,
    ...withUse({ ...own, ...properties }, required),
    patternProperties: { "^x-": { description: "A home for YAML anchors; Ordeal passes it over." } },
  };
};

/** A mapping may say `use` anywhere: then what it lacks may come from there. */
const withUse = (properties: JsonSchema, required: ReadonlyArray<string>): JsonSchema => ({
  properties: { ...properties, use: useOf },
  ...(required.length === 0 ? {} : { anyOf: [{ required: ["use"] }, { required }] }),
});

const useOf = {
  description:
    "Files whose mapping is merged under this one: a fixture (`clusters/shenzhen-phase-2`), or a file beside this one (`./ours.yaml`).",
  anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
};

/** Outside of lists a mapping may be a part of one that is used elsewhere, so that nothing is required of it. */
const forEditors = (node: unknown, isItem = false): unknown => {
  if (Array.isArray(node)) return node.map((one) => forEditors(one, isItem));
  if (typeof node !== "object" || node === null) return node;
  const schema = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === "default"
        ? value
        : key === "properties"
          ? mapped(value, isItem)
          : forEditors(value, isItem || key === "items"),
    ]),
  );
  const { properties, required, ...rest } = schema as {
    readonly properties?: JsonSchema;
    readonly required?: ReadonlyArray<string>;
  };
  if (properties !== undefined) return { ...rest, ...withUse(properties, isItem ? (required ?? []) : []) };
  return withPattern(schema);
};

const mapped = (properties: unknown, isItem: boolean): unknown =>
  Object.fromEntries(Object.entries(properties as object).map(([name, one]) => [name, forEditors(one, isItem)]));

/** A text that is read as a quantity says how it is written. */
const withPattern = (schema: Record<string, unknown>): Record<string, unknown> => {
  const { description = "", type, default: written, ...rest } = schema;
  if (!Array.isArray(type) || !type.includes("string")) return schema;
  const expected = /(?:Expected: )?(a duration|a share|a rate)/.exec(String(description))?.[1];
  const known = patterns.find(([start]) => start === expected);
  if (known === undefined) return schema;
  const [, pattern, examples] = known;
  // A share may be a number; a number of microseconds is no way to write a duration.
  const types = expected === "a share" ? type : ["string"];
  return {
    ...rest,
    description,
    type: types,
    pattern,
    examples,
    ...(written === undefined ? {} : { default: written }),
  };
};
