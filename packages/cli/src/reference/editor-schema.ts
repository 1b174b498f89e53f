import { Experiment, type JsonSchema, notedSchemaOf, TimelineFault, TimelineHeader, told } from "@ordeal/model";
import type * as Schema from "effect/Schema";
import { withDefinitions } from "./definitions.ts";

const DIALECT = "http://json-schema.org/draft-07/schema#";

/**
 * One self-contained JSON Schema of an experiment, for editors: it accepts what `check` accepts, `use:` and `$schema`
 * included, as far as a JSON Schema can say it; `check` looks across fields, and may refuse more. Draft 7 is what editors
 * read.
 */
export const experimentSchema = (): JsonSchema => {
  const schema = notedSchemaOf(Experiment as unknown as Schema.Top);
  return top("An Ordeal experiment", schema, (schema.required ?? []) as ReadonlyArray<string>);
};

/** The same of an incident timeline. */
export const timelineSchema = (): JsonSchema => {
  const header = notedSchemaOf(TimelineHeader as unknown as Schema.Top);
  const faults = {
    type: "array",
    description: "The faults.",
    items: notedSchemaOf(TimelineFault as unknown as Schema.Top),
  };
  const properties = { ...(header.properties as JsonSchema), faults };
  return top("An Ordeal incident timeline", { ...header, properties }, ["title", "faults"]);
};

const top = (title: string, schema: JsonSchema, required: ReadonlyArray<string>): JsonSchema => {
  const {
    properties,
    required: _,
    anyOf: __,
    ...rest
  } = forEditors(told(schema)) as { readonly properties: JsonSchema } & JsonSchema;
  const own = { $schema: { type: "string", description: "The JSON Schema that an editor checks this file by." } };
  return withDefinitions({
    $schema: DIALECT,
    title,
    ...rest,
    ...withUse({ ...own, ...properties }, required),
    patternProperties: { "^x-": { description: "A home for YAML anchors; Ordeal passes it over." } },
  });
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
      key === "default" || key === "examples"
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
  return properties === undefined
    ? withVariables(schema)
    : { ...rest, ...withUse(properties, isItem ? (required ?? []) : []) };
};

/** What every text has that takes something of the environment. */
const VARIABLE = "\\$\\{";

/** Where a value stands, `${NAME}` may stand for it. */
const withVariables = (schema: JsonSchema): JsonSchema => {
  const { type, pattern, enum: choices, ...rest } = schema;
  if (typeof pattern === "string") return { ...schema, pattern: `${pattern}|${VARIABLE}` };
  if (type === "integer" || type === "number" || type === "boolean")
    return { ...schema, type: [type, "string"], pattern: VARIABLE };
  if (!Array.isArray(choices) || choices.length < 2 || rest.anyOf !== undefined) return schema;
  const own = { ...(type === undefined ? {} : { type }), enum: choices };
  return { ...rest, anyOf: [own, { type: "string", pattern: VARIABLE }] };
};

const mapped = (properties: unknown, isItem: boolean): unknown =>
  Object.fromEntries(Object.entries(properties as object).map(([name, one]) => [name, forEditors(one, isItem)]));
