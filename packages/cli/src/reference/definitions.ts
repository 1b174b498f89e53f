import type { JsonSchema } from "@ordeal/model";

/** A schema shorter than this is written out wherever it stands. */
const SHORT = 120;

/** The same schema, with what stands in it more than once told once, under `definitions`: a tenth of the size. */
export const withDefinitions = (schema: JsonSchema): JsonSchema => {
  const times = new Map<string, number>();
  walk(schema, (text) => times.set(text, (times.get(text) ?? 0) + 1));
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = {};
  const replaced = (node: unknown, name: string, isTop: boolean): unknown => {
    if (Array.isArray(node)) return node.map((one) => replaced(one, name, false));
    if (!isMapping(node)) return node;
    const text = JSON.stringify(node);
    const inside = () =>
      Object.fromEntries(
        Object.entries(node).map(([key, value]) => [
          key,
          isSchemas.has(key)
            ? Object.fromEntries(Object.entries(value as object).map(([own, one]) => [own, replaced(one, own, false)]))
            : isSchema.has(key)
              ? replaced(value, name, false)
              : value,
        ]),
      );
    if (isTop || text.length < SHORT || (times.get(text) ?? 0) < 2) return inside();
    let known = names.get(text);
    if (known === undefined) {
      known = free(name, definitions);
      names.set(text, known);
      // Reserved first: what stands inside is named after it.
      definitions[known] = undefined;
      definitions[known] = inside();
    }
    return { $ref: `#/definitions/${known}` };
  };
  const whole = replaced(schema, "experiment", true) as JsonSchema;
  return { ...whole, definitions };
};

/** Keywords that hold one schema (or a list of them), and those that hold schemas by name. */
const isSchema: ReadonlySet<string> = new Set(["items", "anyOf", "additionalProperties"]);
const isSchemas: ReadonlySet<string> = new Set(["properties"]);

const walk = (node: unknown, visit: (text: string) => void): void => {
  if (Array.isArray(node)) for (const one of node) walk(one, visit);
  if (!isMapping(node) || Array.isArray(node)) return;
  visit(JSON.stringify(node));
  for (const [key, value] of Object.entries(node)) {
    if (isSchemas.has(key)) for (const one of Object.values(value as object)) walk(one, visit);
    else if (isSchema.has(key)) walk(value, visit);
  }
};

const isMapping = (node: unknown): node is object => typeof node === "object" && node !== null && !Array.isArray(node);

const free = (name: string, taken: object): string => {
  for (let nth = 1; ; nth++) {
    const one = nth === 1 ? name : `${name}-${nth}`;
    if (!Object.hasOwn(taken, one)) return one;
  }
};
