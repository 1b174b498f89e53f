import { type FaultEnd, faultKindNames, faultKinds, type JsonSchema, notedSchemaOf } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { exampleValue } from "./fields.ts";
import { code, table } from "./table.ts";
import { flow } from "./written.ts";

const ends: Readonly<Record<FaultEnd, string>> = {
  repair: "after its `duration`, else by the repair law",
  instant: "at once",
  restart: "with the restart of the process",
  detection: "once it is found, by the repair law; or after its `duration`",
};

/** Every kind of fault: what it is, what it strikes, how it ends, how it is found, what it takes. */
export const kindsTable = (): string =>
  table(
    ["kind", "what happens", "strikes", "how it ends", "how it is found", "parameters"],
    faultKindNames.map((kind) => {
      const { targets, meaning, lasts, detection, parameters } = faultKinds[kind];
      return [
        code(kind),
        meaning,
        targets.map(code).join(", "),
        ends[lasts],
        detection === "none" ? "nobody has to find it" : `after ${code(`recovery.detect.${detection}`)}`,
        parametersOf(parameters),
      ];
    }),
  );

/** Each parameter with its default, or an example of one that must be given. */
const parametersOf = (parameters: Schema.Struct.Fields): string => {
  const { properties, required = [] } = notedSchemaOf(Schema.Struct(parameters)) as {
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required?: ReadonlyArray<string>;
  };
  return Object.entries(properties)
    .map(([name, field]) => {
      if (required.includes(name)) return `${code(`${name}: ${flow(exampleValue(field))}`)} (**required**)`;
      const { default: written, "x-otherwise": otherwise } = field;
      return `${code(name)} (${written === undefined ? String(otherwise) : `default ${code(flow(written))}`})`;
    })
    .join(", ");
};
