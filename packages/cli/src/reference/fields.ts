import type { JsonSchema } from "@ordeal/model";
import { code, table } from "./table.ts";
import { everyHasKind, flow, writtenAs } from "./written.ts";

/** Where the fields of a mapping are told: `./cluster.md#repair`, by what the mapping is. */
export class Told {
  private readonly links = new Map<string, string>();
  linkOf(mapping: JsonSchema): string | undefined {
    return this.links.get(keyOf(mapping));
  }
  add(mapping: JsonSchema, link: string): void {
    this.links.set(keyOf(mapping), link);
  }
}
const keyOf = ({ properties }: JsonSchema): string => JSON.stringify(properties);

interface PageSection {
  /** The page's name, and what its fields stand under there: `tiers[].`. */
  readonly page: string;
  readonly prefix?: string;
  readonly depth?: number;
  /** Whether somebody writes the fields, so that they have defaults. */
  readonly isWritten?: boolean;
}

/**
 * The fields of a mapping in a table, and after it each mapping inside. What was told before, here or on another page, is
 * linked to.
 */
export const fieldTables = (title: string, mapping: JsonSchema, told: Told, place: PageSection): string =>
  `${tablesOf(title, mapping, told, place).join("\n")}\n`;

const tablesOf = (title: string, mapping: JsonSchema, told: Told, place: PageSection): ReadonlyArray<string> => {
  const { page, prefix = "", depth = 2, isWritten = true } = place;
  const properties = Object.entries((mapping.properties ?? {}) as Readonly<Record<string, JsonSchema>>);
  const required = new Set((mapping.required ?? []) as ReadonlyArray<string>);
  const after: Array<string> = [];
  const rows = properties.map(([name, field]) => {
    const path = `${prefix}${name}`;
    const links: Array<string> = [];
    for (const [suffix, inner] of mappingsIn(field)) {
      const link = told.linkOf(inner);
      if (link !== undefined) links.push(link);
      else {
        const anchor = anchorOf(page, `${path}${suffix}`);
        links.push(`./${page}.md#${anchor}`);
        told.add(inner, `./${page}.md#${anchor}`);
        const inside = { ...place, prefix: `${path}${suffix}.`, depth: depth + 1 };
        after.push(`<a id="${anchor}"></a>`, "", ...tablesOf(code(`${path}${suffix}`), inner, told, inside));
      }
    }
    const see = links.length === 0 ? "" : `: ${links.map((link) => `[its fields](${link})`).join(", ")}`;
    const cells = [code(path), `${writtenAs(field)}${see}`];
    if (isWritten) cells.push(whenLeftOut(field, required.has(name)));
    return [...cells, String(field.description ?? ""), exampleOf(field)];
  });
  const head = isWritten
    ? ["field", "written as", "default", "what it means", "example"]
    : ["field", "type", "what it is", "example"];
  return [`${"#".repeat(Math.min(6, depth))} ${title}`, "", table(head, rows), "", ...after];
};

/** Code is what a field is when it is left out; words say what then counts. */
const whenLeftOut = (field: JsonSchema, isRequired: boolean): string => {
  if (isRequired) return "**required**";
  const { default: written, "x-otherwise": otherwise } = field;
  if (otherwise !== undefined) return String(otherwise);
  if (written === undefined) return "";
  return isEmpty(written) ? (Array.isArray(written) ? "none" : "its fields' own") : code(flow(written));
};

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

const anchorOf = (page: string, path: string): string =>
  `${page}-${path.replaceAll("[]", "").replaceAll(/\W+/g, "-").toLowerCase()}`;

/** The mappings that a field may hold: itself, the items of a list, the values of names, or choices. */
const mappingsIn = (field: JsonSchema): ReadonlyArray<readonly [suffix: string, mapping: JsonSchema]> => {
  if (field.properties !== undefined) return [["", field]];
  if (field.items !== undefined)
    return mappingsIn(field.items as JsonSchema).map(([suffix, one]) => [`[]${suffix}`, one]);
  const members = (field.anyOf ?? []) as ReadonlyArray<JsonSchema>;
  if (everyHasKind(members)) return [["", ofAnyKind(members)]];
  // One of several mappings: their fields in one table, of which one is taken.
  const mappings = members.filter(({ properties }) => properties !== undefined);
  const lists = members.filter(({ items }) => items !== undefined).flatMap(mappingsIn);
  if (mappings.length === 0) return lists;
  const [only] = mappings;
  const merged = mappings.length === 1 ? (only as JsonSchema) : mergeChoices(mappings);
  return [["", merged], ...lists];
};

/** What several mappings say of a field that they share is the same. */
const merge = (mappings: ReadonlyArray<JsonSchema>): JsonSchema => ({
  properties: Object.assign({}, ...mappings.map(({ properties }) => properties)),
});

/** Choices: what one of them requires makes it the one that is taken. */
const mergeChoices = (mappings: ReadonlyArray<JsonSchema>): JsonSchema => {
  const chosen = new Set(mappings.flatMap(({ required = [] }) => required as ReadonlyArray<string>));
  const { properties } = merge(mappings) as { readonly properties: Readonly<Record<string, JsonSchema>> };
  const all = Object.entries(properties).map(([name, field]) => [
    name,
    chosen.has(name) ? { ...field, "x-otherwise": "one of these is taken" } : field,
  ]);
  return { properties: Object.fromEntries(all) };
};

/** Faults of any kind in one mapping; a parameter says whose it is. */
export const ofAnyKind = (members: ReadonlyArray<JsonSchema>): JsonSchema => {
  const kindOf = (member: JsonSchema) => (member.properties as Readonly<Record<string, JsonSchema>>).kind as JsonSchema;
  const kinds = members.flatMap((one) => (kindOf(one).enum ?? [kindOf(one).const]) as ReadonlyArray<string>);
  const owners = new Map<string, ReadonlyArray<string>>();
  for (const [nth, { properties }] of members.entries())
    for (const name of Object.keys(properties as object))
      owners.set(name, [...(owners.get(name) ?? []), kinds[nth] as string]);
  const { properties } = merge(members) as { readonly properties: Readonly<Record<string, JsonSchema>> };
  const all = Object.entries(properties).map(([name, field]) => {
    const own = owners.get(name) ?? [];
    if (name === "kind") return [name, { description: "The kind of fault.", enum: kinds, examples: ["card.crash"] }];
    if (own.length === members.length) return [name, field];
    return [
      name,
      { ...field, description: `Of ${own.map(code).join(", ")}: ${uncapitalized(String(field.description))}` },
    ];
  });
  // What a kind requires, its parameter says by having no default.
  return { properties: Object.fromEntries(all), required: requiredIn(members) };
};

const uncapitalized = (text: string): string => `${text[0]?.toLowerCase()}${text.slice(1)}`;

/** Names that every member which has them requires. */
const requiredIn = (members: ReadonlyArray<JsonSchema>): ReadonlyArray<string> => {
  const names = new Set(members.flatMap(({ properties }) => Object.keys(properties as object)));
  return [...names].filter((name) =>
    members.every(
      ({ properties, required = [] }) =>
        !(name in (properties as object)) || (required as ReadonlyArray<string>).includes(name),
    ),
  );
};

/** One value that the field takes; a mapping's fields have their own. */
const exampleOf = (field: JsonSchema): string => {
  const value = exampleValue(field);
  return value === undefined ? "" : code(flow(value));
};

/** The example that the Schema gives, or the first of its choices. */
export const exampleValue = (field: JsonSchema): unknown => {
  const [first] = (field.examples ?? field.enum ?? []) as ReadonlyArray<unknown>;
  return first ?? field.const;
};
