import { faultKindNames, faultKinds, isRepaired, type JsonSchema, notedSchemaOf } from "@ordeal/model";
import * as Schema from "effect/Schema";
import type { FaultForm, ParameterForm } from "./fault-form.ts";

/** What a person is asked for, kind by kind: from what the model knows of each. */
export const faultForms = (): ReadonlyArray<FaultForm> =>
  faultKindNames.map((kind) => {
    const { meaning, targets, parameters } = faultKinds[kind];
    return { kind, meaning, targets, parameters: parameterForms(parameters), lasts: isRepaired(kind) };
  });

const parameterForms = (parameters: Schema.Struct.Fields): ReadonlyArray<ParameterForm> => {
  const { properties, required = [] } = notedSchemaOf(Schema.Struct(parameters)) as {
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required?: ReadonlyArray<string>;
  };
  return Object.entries(properties).map(([name, field]) => {
    const { default: written, "x-otherwise": otherwise, "x-unit": unit, description, examples } = field;
    return {
      name,
      description: String(description ?? ""),
      unit: typeof unit === "string" ? unit : null,
      otherwise: required.includes(name) ? null : written === undefined ? String(otherwise ?? "") : String(written),
      example: Array.isArray(examples) ? String(examples[0]) : "",
    };
  });
};
