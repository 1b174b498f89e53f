import * as Schema from "effect/Schema";
import { defaultedOf, type Said, type Spelling } from "./text.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The parts of a schema that it is put together from, where it is. */
interface Parts {
  readonly fields?: Readonly<Record<string, Schema.Top>>;
  readonly members?: ReadonlyArray<Schema.Top>;
  readonly schema?: Schema.Top;
  readonly value?: Schema.Top;
  readonly key?: Schema.Top;
  readonly from?: Schema.Top;
  readonly ast: Schema.Top["ast"];
}

/** Keywords beside those of JSON Schema, for whoever makes a page of it. */
export interface Notes {
  /** How it is written, in words. */
  readonly "x-expected"?: string;
  readonly "x-unit"?: string;
  readonly "x-otherwise"?: string;
}

/**
 * The JSON Schema (draft 2020-12) of what may be written, as opposed to what it is decoded to. It accepts everything that
 * the Schema accepts; the Schema, which also reads units and looks across fields, may refuse more.
 */
export const jsonSchemaOf = (schema: Schema.Top): JsonSchema => told(notedSchemaOf(schema)) as JsonSchema;

/** The same with {@link Notes} kept apart, which the other tells in its descriptions. */
export const notedSchemaOf = (schema: Schema.Top): JsonSchema & Notes => {
  const shape = shapeOf(schema);
  const { description, unit, otherwise, example } = saidOf(schema.ast);
  const { description: expected, ...rest } = shape;
  return {
    ...(description === undefined ? (expected === undefined ? {} : { description: expected }) : { description }),
    ...(description === undefined || expected === undefined || expected === description
      ? {}
      : { "x-expected": expected as string }),
    ...(unit === undefined ? {} : { "x-unit": unit }),
    ...(otherwise === undefined ? {} : { "x-otherwise": otherwise }),
    ...rest,
    ...(example === undefined ? {} : { examples: [example] }),
  };
};

/** What a field means, where the Schema says so: that is more than how it is written. */
const saidOf = ({ annotations, checks }: Schema.Top["ast"]): Partial<Said> => {
  const of = (one: object | undefined): Partial<Said> | undefined =>
    one !== undefined && "description" in one ? (one as Partial<Said>) : undefined;
  return of(annotations) ?? of(checks?.at(-1)?.annotations) ?? {};
};

/** Notes told in the description, where a keyword of their own would be unknown. */
export const told = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(told);
  if (typeof node !== "object" || node === null) return node;
  const { "x-expected": expected, "x-unit": unit, "x-otherwise": otherwise, ...rest } = node as Notes & JsonSchema;
  const kept = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, isWritten.has(key) ? value : told(value)]),
  );
  const parts = [
    kept.description,
    unit === undefined || String(kept.description).includes(unit) ? undefined : `In ${unit}.`,
    otherwise === undefined ? undefined : `Unless given: ${otherwise}.`,
    expected === undefined ? undefined : `Expected: ${expected}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? kept : { ...kept, description: parts.join(" ") };
};

/** Keywords that hold what somebody wrote, and no schema. */
const isWritten: ReadonlySet<string> = new Set(["default", "examples", "enum", "const", "required"]);

const shapeOf = (schema: Schema.Top): JsonSchema => {
  const defaulted = defaultedOf(schema);
  if (defaulted !== undefined) return { ...notedSchemaOf(defaulted.schema), default: defaulted.written };
  const { fields, members, ast } = schema as Parts;
  const inner = innerOf(schema);
  if (inner !== undefined && isOptional(schema)) return notedSchemaOf(inner);
  if (fields !== undefined) return { ...describedBy(ast), ...objectOf(fields) };
  // A struct with any other keys beside.
  if (inner !== undefined && "fields" in inner && ast._tag === "Objects" && "records" in schema)
    return { ...shapeOf(inner), additionalProperties: true };
  if (members?.some(isComposed)) {
    // A function cannot be sent, so that there is nothing to say of it.
    const writable = members.map(notedSchemaOf).filter((member) => Object.keys(member).length > 0);
    return { ...describedBy(ast), anyOf: writable };
  }
  if (inner !== undefined && ast._tag === "Arrays") {
    const minItems = ast.elements.length === 0 ? {} : { minItems: ast.elements.length };
    return { type: "array", items: notedSchemaOf(inner), ...minItems };
  }
  const { key, value } = schema as Parts;
  if (key !== undefined && value !== undefined)
    return { ...describedBy(ast), type: "object", additionalProperties: notedSchemaOf(value) };
  // What is decoded to something else is written as what it is decoded from.
  const { from } = schema as Parts;
  return from !== undefined && isComposed(from) ? shapeOf(from) : leafOf(schema);
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
    properties: Object.fromEntries(all.map(([name, field]) => [name, notedSchemaOf(field)])),
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
    includeAnnotationKey: (key) => key === "expected" || key === "spelling",
  });
  return tidy(document.schema) as JsonSchema;
};

/** A text that is read as a quantity, and perhaps a bare number. */
const spelled = ({ pattern, examples, numbers }: Spelling): JsonSchema => ({
  type: numbers === undefined ? "string" : ["string", "number"],
  ...(pattern === undefined ? {} : { pattern }),
  ...numbers,
  examples,
});

/** What a number that JSON cannot write would be written as: nobody does. */
const NO_NUMBER = '{"type":"string","enum":["Infinity","-Infinity","NaN"]}';

const tidy = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.filter((one) => JSON.stringify(one) !== NO_NUMBER).map(tidy);
  if (typeof node !== "object" || node === null) return node;
  const { expected, spelling, ...rest } = node as Record<string, unknown>;
  if (expected === "JSON value") return {};
  const said = typeof expected === "string" ? { description: expected } : {};
  const kept = Object.entries(rest).filter(([, value]) => Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER);
  const tidied = Object.fromEntries(kept.map(([key, value]) => [key, tidy(value)]));
  const { allOf = [], anyOf = [], ...own } = tidied;
  // Checks of one value say the same as one schema; the last of them knows best what to call it.
  const whole: JsonSchema = Object.assign({}, said, own, ...(allOf as ReadonlyArray<JsonSchema>));
  if (spelling !== undefined) return { ...whole, ...spelled(spelling as Spelling) };
  const members = anyOf as ReadonlyArray<JsonSchema>;
  if (members.length === 0) return whole;
  const isPlain = members.every((member) =>
    Object.keys(member).every((key) => key === "type" || key === "description"),
  );
  return isPlain ? { ...whole, type: [...new Set(members.map(({ type }) => type))] } : { ...whole, anyOf: members };
};
