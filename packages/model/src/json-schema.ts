import * as Schema from "effect/Schema";
import { defaultedOf } from "./text.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The parts of a schema that it is put together from, where it is. */
interface Parts {
  readonly fields?: Readonly<Record<string, Schema.Top>>;
  readonly members?: ReadonlyArray<Schema.Top>;
  readonly schema?: Schema.Top;
  readonly value?: Schema.Top;
  readonly ast: Schema.Top["ast"];
}

/**
 * The JSON Schema (draft 2020-12) of what may be written, as opposed to what it is decoded to. It accepts everything that
 * the Schema accepts; the Schema, which also reads units and looks across fields, may refuse more.
 */
export const jsonSchemaOf = (schema: Schema.Top): JsonSchema => {
  const shape = shapeOf(schema);
  const meaning = meaningOf(schema.ast);
  const { description = "" } = shape;
  if (meaning === undefined || String(description).startsWith(meaning)) return shape;
  return { ...shape, description: description === "" ? meaning : `${meaning} Expected: ${description}` };
};

/** What a field means, where the Schema says so: that is more than how it is written. */
const meaningOf = ({ annotations, checks }: Schema.Top["ast"]): string | undefined => {
  const said = annotations?.description ?? checks?.at(-1)?.annotations?.description;
  return typeof said === "string" ? said : undefined;
};

const shapeOf = (schema: Schema.Top): JsonSchema => {
  const defaulted = defaultedOf(schema);
  if (defaulted !== undefined) return { ...jsonSchemaOf(defaulted.schema), default: defaulted.written };
  const { fields, members, ast } = schema as Parts;
  const inner = innerOf(schema);
  if (inner !== undefined && isOptional(schema)) return jsonSchemaOf(inner);
  if (fields !== undefined) return { ...describedBy(ast), ...objectOf(fields) };
  if (members?.some(isComposed)) {
    // A function cannot be sent, so that there is nothing to say of it.
    const writable = members.map(jsonSchemaOf).filter((member) => Object.keys(member).length > 0);
    return { ...describedBy(ast), anyOf: writable };
  }
  if (inner !== undefined && ast._tag === "Arrays") {
    const minItems = ast.elements.length === 0 ? {} : { minItems: ast.elements.length };
    return { type: "array", items: jsonSchemaOf(inner), ...minItems };
  }
  return leafOf(schema);
};

/** What the items of a list are, or what an optional key holds. */
const innerOf = (schema: Schema.Top): Schema.Top | undefined =>
  (schema as Parts).schema ?? ((schema as Parts).ast._tag === "Arrays" ? (schema as Parts).value : undefined);

const isComposed = (schema: Schema.Top): boolean =>
  "fields" in schema || innerOf(schema) !== undefined || (schema as Parts).members?.some(isComposed) === true;

const isOptional = ({ ast }: Schema.Top): boolean => ast.context?.isOptional === true;

const objectOf = (fields: Readonly<Record<string, Schema.Top>>): JsonSchema => {
  const all = Object.entries(fields);
  const required = all.filter(([, field]) => defaultedOf(field) === undefined && !isOptional(field));
  return {
    type: "object",
    properties: Object.fromEntries(all.map(([name, field]) => [name, jsonSchemaOf(field)])),
    ...(required.length === 0 ? {} : { required: required.map(([name]) => name) }),
    additionalProperties: false,
  };
};

const describedBy = (ast: Schema.Top["ast"]): JsonSchema => {
  const expected = ast.annotations?.expected;
  return typeof expected === "string" ? { description: expected } : {};
};

/** Texts, numbers and choices, as Effect says them; without what says nothing to whoever writes JSON. */
const leafOf = (schema: Schema.Top): JsonSchema => {
  const document = Schema.toJsonSchemaDocument(Schema.toEncoded(schema), {
    includeAnnotationKey: (key) => key === "expected",
  });
  return tidy(document.schema) as JsonSchema;
};

/** What a number that JSON cannot write would be written as: nobody does. */
const NO_NUMBER = '{"type":"string","enum":["Infinity","-Infinity","NaN"]}';

const tidy = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.filter((one) => JSON.stringify(one) !== NO_NUMBER).map(tidy);
  if (typeof node !== "object" || node === null) return node;
  const { expected, ...rest } = node as Record<string, unknown>;
  if (expected === "JSON value") return {};
  const said = typeof expected === "string" ? { description: expected } : {};
  const kept = Object.entries(rest).filter(([, value]) => Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER);
  const tidied = Object.fromEntries(kept.map(([key, value]) => [key, tidy(value)]));
  const { allOf = [], anyOf = [], ...own } = tidied;
  // Checks of one value say the same as one schema; the last of them knows best what to call it.
  const whole: JsonSchema = Object.assign({}, said, own, ...(allOf as ReadonlyArray<JsonSchema>));
  const members = anyOf as ReadonlyArray<JsonSchema>;
  if (members.length === 0) return whole;
  const isPlain = members.every((member) =>
    Object.keys(member).every((key) => key === "type" || key === "description"),
  );
  return isPlain ? { ...whole, type: [...new Set(members.map(({ type }) => type))] } : { ...whole, anyOf: members };
};
