import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultedOf, Experiment, type JsonSchema, jsonSchemaOf, TimelineFault, TimelineHeader } from "@ordeal/model";
import Ajv from "ajv";
import type * as Schema from "effect/Schema";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { experimentSchema, timelineSchema } from "../../src/reference/editor-schema.ts";
import { exampleValue } from "../../src/reference/fields.ts";
import { referenceFiles } from "../../src/reference/pages.ts";

const root = join(import.meta.dirname, "../../../..");
const files = referenceFiles();
const ajv = new Ajv.default({ allErrors: true, allowUnionTypes: true, strict: false });
const isExperiment = ajv.compile(experimentSchema());
const isTimeline = ajv.compile(timelineSchema());
const written = (path: string): Record<string, unknown> => parse(readFileSync(join(root, path), "utf8"));

test("the pages and the schemas are current (pnpm reference regenerates them)", () => {
  for (const [path, text] of files) expect(readFileSync(join(root, "docs", path), "utf8") === text, path).toBe(true);
});

/** Every field of a Schema, with the mapping that it stands in. */
interface Field {
  readonly name: string;
  readonly schema: Schema.Top;
}
const fieldsOf = (schema: unknown, found: Array<Field> = [], seen = new Set<unknown>()): Array<Field> => {
  const top = schema as Schema.Top & Readonly<Record<string, unknown>>;
  if (seen.has(top)) return found;
  seen.add(top);
  const inner = defaultedOf(top)?.schema ?? top.schema ?? (top.ast._tag === "Arrays" ? top.value : undefined);
  if (inner !== undefined) fieldsOf(inner, found, seen);
  for (const [name, field] of Object.entries((top.fields ?? {}) as Readonly<Record<string, Schema.Top>>)) {
    found.push({ name, schema: field });
    fieldsOf(field, found, seen);
  }
  for (const member of (top.members ?? []) as ReadonlyArray<unknown>) fieldsOf(member, found, seen);
  return found;
};
const fields = [Experiment, TimelineHeader, TimelineFault].flatMap((schema) => fieldsOf(schema));

describe("every field", () => {
  test("is in the reference by its name", () => {
    const pages = [...files].filter(([path]) => path.endsWith(".md")).map(([, text]) => text);
    const named = new Set(
      pages.flatMap((text) => [...text.matchAll(/^\| `(?:[\w[\].]+\.)?(\w+)` \|/gm)].map(([, name]) => name)),
    );
    const missing = fields.filter(({ name }) => !named.has(name)).map(({ name }) => name);
    expect([...new Set(missing)]).toEqual([]);
    expect(fields.length).toBeGreaterThan(200);
  });

  test("has a description of its own", () => {
    const meaningOf = (schema: Schema.Top): unknown => {
      const inner =
        defaultedOf(schema)?.schema ??
        (schema.ast.context?.isOptional === true
          ? (schema as unknown as { readonly schema?: Schema.Top }).schema
          : undefined);
      if (inner !== undefined) return meaningOf(inner);
      return schema.ast.annotations?.description ?? schema.ast.checks?.at(-1)?.annotations?.description;
    };
    const bare = fields.filter(({ name, schema }) => name !== "kind" && typeof meaningOf(schema) !== "string");
    expect([...new Set(bare.map(({ name }) => name))]).toEqual([]);
  });

  test("has an example that its own schema accepts", () => {
    const check = (schema: JsonSchema, path: string): number => {
      const example = exampleValue(schema);
      if (example !== undefined) expect(ajv.validate(schema, example), `${path}: ${String(example)}`).toBe(true);
      const inside = [
        ...Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>),
        ...((schema.anyOf ?? []) as ReadonlyArray<JsonSchema>).map((one, nth) => [`[${nth}]`, one] as const),
        ...(schema.items === undefined ? [] : [["[]", schema.items as JsonSchema] as const]),
      ];
      return inside.reduce((sum, [name, one]) => sum + check(one, `${path}.${name}`), example === undefined ? 0 : 1);
    };
    expect(check(jsonSchemaOf(Experiment as unknown as Schema.Top), "experiment")).toBeGreaterThan(300);
  });
});

describe("the JSON Schema for editors", () => {
  const experiments = readdirSync(join(root, "experiments")).filter((name) => name.endsWith(".yaml"));
  const incidents = readdirSync(join(root, "fixtures/incidents")).filter((name) => name.endsWith(".yaml"));

  test.each(experiments)("accepts experiments/%s", (name) => {
    isExperiment(written(`experiments/${name}`));
    expect(isExperiment.errors).toBeNull();
  });

  test.each(incidents)("accepts fixtures/incidents/%s", (name) => {
    const document = written(`fixtures/incidents/${name}`);
    const validate = name.includes("-run") ? isExperiment : isTimeline;
    validate(document);
    expect(validate.errors).toBeNull();
  });

  const good = written("experiments/01-one-card-crash.yaml");
  test.each<[string, Record<string, unknown>]>([
    ["a field that does not exist", { ...good, threshold: [] }],
    ["a duration in another form", { ...good, duration: "3 fortnights" }],
    ["a duration that is a number", { ...good, duration: 10 }],
    [
      "a kind of fault that does not exist",
      { ...good, faults: [{ kind: "card.melt", target: "sn00/n01/c3", at: "1 hour" }] },
    ],
    ["a fault without a kind", { ...good, faults: [{ target: "sn00/n01/c3", at: "1 hour" }] }],
    ["a tier without a stall", { ...good, checkpoint: { interval: "10 minutes", tiers: [{ persist: "1 second" }] } }],
    ["no job", Object.fromEntries(Object.entries(good).filter(([name]) => name !== "job"))],
    ["a share above its pattern", { ...good, job: { nodes: 4, step: "10 seconds", linearity: "much" } }],
    ["a count below its least", { ...good, cluster: { name: "c", nodes: 0 } }],
  ])("refuses %s", (_, document) => {
    expect(isExperiment(document)).toBe(false);
  });

  test("accepts `use` and `$schema`, and what a used file may bring is not missed", () => {
    expect(
      isExperiment({ $schema: "./x.json", use: "./base.yaml", checkpoint: { tiers: [{ stall: "1 second" }] } }),
    ).toBe(true);
  });
});
