import {
  Experiment,
  FaultSpec,
  type JsonSchema,
  jsonSchemaOf,
  methodNames,
  methods,
  notifications,
} from "@ordeal/model";
import type * as Schema from "effect/Schema";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** What a method's parameters hold as people write it in a file. */
const written: Readonly<Record<string, string>> = { experiment: "experiment.json", fault: "fault.json" };

const withReferences = (schema: JsonSchema): JsonSchema => {
  const properties = schema.properties as Readonly<Record<string, JsonSchema>> | undefined;
  if (properties === undefined) return schema;
  const referring = Object.entries(properties).map(([name, property]) => {
    const file = written[name];
    return [name, file !== undefined && property.type === undefined ? { $ref: file } : property] as const;
  });
  return { ...schema, properties: Object.fromEntries(referring) };
};

const ofTop = (schema: unknown): JsonSchema => withReferences(jsonSchemaOf(schema as Schema.Top));

/** The protocol's JSON Schemas by the name of their file. An experiment is as in a file, without `use`. */
export const protocolSchemas = (): ReadonlyMap<string, JsonSchema> => {
  const all = new Map<string, JsonSchema>();
  const add = (file: string, title: string, schema: JsonSchema) =>
    all.set(file, { $schema: DIALECT, $id: file, title, ...schema });
  // An agent fills in what a plain client leaves out, and takes no faults with the experiment.
  const whole = ofTop(Experiment);
  const properties = { ...(whole.properties as JsonSchema), faults: { type: "array", items: { $ref: "fault.json" } } };
  const experiment = { ...whole, properties };
  const required = ["duration", "cluster", "job", "checkpoint"];
  add("experiment.json", "an experiment that an agent runs", { ...experiment, required });
  add("fault.json", "a fault that an agent injects", ofTop(FaultSpec));
  for (const name of methodNames) {
    add(`${name}.params.json`, `parameters of ${name}`, ofTop(methods[name].params));
    add(`${name}.result.json`, `result of ${name}`, ofTop(methods[name].result));
  }
  for (const [name, { params }] of Object.entries(notifications)) {
    add(`${name}.notification.json`, `parameters of the notification ${name}`, ofTop(params));
  }
  return all;
};
