import type { JsonSchema } from "@ordeal/model";

/** One field as a row of a reference. */
interface Row {
  readonly path: string;
  readonly type: string;
  readonly fallback: string;
  readonly meaning: string;
  readonly example: string;
}

/** A table of the fields of a mapping, each mapping inside it after it. `depth` is that of its heading. */
export const fieldTables = (title: string, schema: JsonSchema, depth = 2): string =>
  tablesOf(title, "", schema, depth, new Set()).join("\n");

const tablesOf = (
  title: string,
  prefix: string,
  schema: JsonSchema,
  depth: number,
  seen: Set<string>,
): Array<string> => {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>);
  const required = new Set((schema.required ?? []) as ReadonlyArray<string>);
  const rows = properties.map(([name, field]) => rowOf(`${prefix}${name}`, field, required.has(name)));
  const lines = [
    `${"#".repeat(Math.min(6, depth))} ${title}`,
    "",
    "| field | written as | default | what it means | example |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(
      ({ path, type, fallback, meaning, example }) =>
        `| \`${path}\` | ${type} | ${fallback} | ${meaning} | ${example} |`,
    ),
    "",
  ];
  for (const [name, field] of properties) {
    for (const [suffix, inner] of mappingsIn(field)) {
      const path = `${prefix}${name}${suffix}`;
      const text = JSON.stringify(inner.properties);
      // Laws are the same wherever they stand.
      if (seen.has(text)) continue;
      seen.add(text);
      lines.push(...tablesOf(`\`${path}\``, `${path}.`, inner, depth + 1, seen));
    }
  }
  return lines;
};

/** The mappings that a field may hold: itself, the items of a list, or choices. */
const mappingsIn = (field: JsonSchema): ReadonlyArray<readonly [suffix: string, mapping: JsonSchema]> => {
  if (field.properties !== undefined) return [["", field]];
  if (field.items !== undefined)
    return mappingsIn(field.items as JsonSchema).map(([suffix, one]) => [`[]${suffix}`, one]);
  const members = (field.anyOf ?? []) as ReadonlyArray<JsonSchema>;
  const kinds = members.map((member) => (member.properties as JsonSchema | undefined)?.kind as JsonSchema | undefined);
  if (members.length > 0 && kinds.every((kind) => kind !== undefined)) return [["", ofAnyKind(members, kinds)]];
  // One of several mappings: their fields in one table, of which one is taken.
  const mappings = members.filter(({ properties }) => properties !== undefined);
  const lists = members.filter(({ items }) => items !== undefined).flatMap(mappingsIn);
  if (mappings.length === 0) return lists;
  return [["", { properties: Object.assign({}, ...mappings.map(({ properties }) => properties)) }], ...lists];
};

/** Faults of any kind: what a parameter means stands with the kinds. */
const ofAnyKind = (members: ReadonlyArray<JsonSchema>, kinds: ReadonlyArray<JsonSchema | undefined>): JsonSchema => {
  const properties = Object.assign({}, ...members.map((member) => member.properties)) as JsonSchema;
  const names = kinds.flatMap((kind) => (kind?.enum ?? [kind?.const]) as ReadonlyArray<unknown>);
  return {
    properties: { ...properties, kind: { description: "The kind of fault.", enum: names } },
    required: ["kind"],
  };
};

const rowOf = (path: string, field: JsonSchema, isRequired: boolean): Row => {
  const { meaning, expected } = said(field);
  return {
    path,
    type: cell(shortened(expected) ?? typeOf(field)),
    fallback: isRequired ? "**required**" : field.default === undefined ? "" : code(field.default),
    meaning: cell(meaning),
    example: exampleOf(field, expected),
  };
};

/** What a field means, and how it is written. */
const said = (field: JsonSchema): { readonly meaning: string; readonly expected: string | undefined } => {
  const description = String(field.description ?? "");
  const at = description.indexOf(" Expected: ");
  if (at < 0) return { meaning: description, expected: undefined };
  return { meaning: description.slice(0, at), expected: description.slice(at + " Expected: ".length) };
};

/** A quantity, whose example stands beside. */
const shortened = (expected: string | undefined): string | undefined =>
  expected?.startsWith("a duration") === true || expected?.startsWith("a share") === true
    ? expected.replace(/,? such as .*$/, "")
    : expected;

const typeOf = (field: JsonSchema): string => {
  const { type, enum: choices, minimum, maximum, exclusiveMinimum, anyOf, items, properties } = field;
  if (choices !== undefined) return (choices as ReadonlyArray<unknown>).map(code).join(", ");
  if (field.const !== undefined) return code(field.const);
  if (properties !== undefined) return "a mapping";
  if (items !== undefined) return `a list of ${plural(typeOf(items as JsonSchema))}`;
  if (anyOf !== undefined) return [...new Set((anyOf as ReadonlyArray<JsonSchema>).map(typeOf))].join(", or ");
  if (type === "integer") return `a whole number${range(minimum, maximum)}`;
  if (type === "number")
    return `a number${exclusiveMinimum === undefined ? range(minimum, maximum) : ` above ${exclusiveMinimum}`}`;
  if (type === "boolean") return "`true` or `false`";
  if (type === "object") return "a mapping";
  return "text";
};

const plural = (type: string): string =>
  type === "a mapping" ? "mappings" : type === "text" ? "texts" : type.replace(/^an? /, "");

const range = (minimum: unknown, maximum: unknown): string => {
  const [from, to] = [minimum, maximum].map((bound) => Number(bound).toLocaleString("en-US"));
  if (minimum === undefined) return maximum === undefined ? "" : ` up to ${to}`;
  return maximum === undefined ? ` from ${from} up` : ` from ${from} to ${to}`;
};

/** One value that the field takes; nothing for what is a mapping, whose fields have their own. */
const exampleOf = (field: JsonSchema, expected: string | undefined): string => {
  const value = exampleValue(field, expected);
  return value === undefined ? "" : code(value);
};

export const exampleValue = (field: JsonSchema, expected = said(field).expected): unknown => {
  if (field.properties !== undefined || field.items !== undefined) return undefined;
  const such = /such as "([^"]+)"/.exec(expected ?? String(field.description ?? ""))?.[1];
  if (such !== undefined) return such;
  if (field.default !== undefined && typeof field.default !== "object") return field.default;
  if (field.enum !== undefined) return (field.enum as ReadonlyArray<unknown>)[0];
  if (field.const !== undefined) return field.const;
  if (field.anyOf !== undefined)
    return (field.anyOf as ReadonlyArray<JsonSchema>).map((one) => exampleValue(one)).find((one) => one !== undefined);
  if (field.type === "integer" || field.type === "number") return Math.max(Number(field.minimum ?? 1), 1);
  if (field.type === "boolean") return true;
  return field.type === "string" ? "a few words" : undefined;
};

const code = (value: unknown): string =>
  `\`${(typeof value === "string" ? value : JSON.stringify(value)).replaceAll("|", "\\|")}\``;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ").replaceAll("<", "&lt;");
