import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MappingSchema } from "@ordeal/import";
import {
  Budget,
  carriedMeanings,
  decode,
  decodeExperiment,
  defaultedOf,
  drawable,
  Experiment,
  eventTypes,
  faultKindNames,
  metricNames,
  parseSelector,
  ResultDocumentSchema,
  signalNames,
  TimelineFault,
  TimelineHeader,
} from "@ordeal/model";
import type * as Schema from "effect/Schema";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { referenceFiles } from "../../src/reference/pages.ts";
import { sectionExamples } from "../../src/reference/section-examples.ts";
import { run } from "../../src/verbs/run.ts";
import { onScreen } from "../support.ts";

const root = join(import.meta.dirname, "../../../..");
const files = referenceFiles();
const pageOf = (name: string): string => files.get(`reference/${name}.md`) ?? "";

test("the pages and the schemas are current (pnpm reference regenerates them)", () => {
  for (const [path, text] of files) expect(readFileSync(join(root, "docs", path), "utf8") === text, path).toBe(true);
  const pages = readdirSync(join(root, "docs/reference")).map((name) => `reference/${name}`);
  expect(pages.filter((path) => !files.has(path))).toEqual([]);
});

type Part = Schema.Top & Readonly<Record<string, unknown>>;

/** What a Schema is of, without what makes it optional, gives it a default, or decodes it to something else. */
const bareOf = (schema: unknown): Part => {
  const top = schema as Part;
  const inner =
    defaultedOf(top)?.schema ??
    (top.ast.context?.isOptional === true || "records" in top ? top.schema : undefined) ??
    (isStructured(top.from) ? top.from : undefined);
  return inner === undefined ? top : bareOf(inner);
};
const isStructured = (schema: unknown): boolean =>
  schema !== undefined &&
  ("fields" in (schema as Part) || ((schema as Part).members as ReadonlyArray<Part>)?.some(isStructured));

/** The fields of the mappings that a value may be, its items too. */
const fieldsIn = (schema: unknown): ReadonlyArray<readonly [name: string, field: Part]> => {
  const { fields, members, value, ast, schema: item } = bareOf(schema);
  if (fields !== undefined) return Object.entries(fields as Readonly<Record<string, Part>>);
  if (members !== undefined) return (members as ReadonlyArray<unknown>).flatMap(fieldsIn);
  const items = item ?? (ast._tag === "Arrays" ? value : undefined);
  return items === undefined ? [] : fieldsIn(items);
};

interface Row {
  readonly name: string;
  readonly cells: ReadonlyArray<string>;
  readonly links: ReadonlyArray<string>;
}

/** The rows of a table, by the last part of their field's path. */
const rowsOf = (text: string): ReadonlyArray<Row> =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const cells = line.slice(2, -2).split(/(?<!\\) \| /);
      const name = /(\w+)`$/.exec(cells[0] ?? "")?.[1] ?? "";
      return { name, cells, links: [...line.matchAll(/\[its fields\]\(([^)]+)\)/g)].map(([, link = ""]) => link) };
    });

/** The table that a link leads to: after its anchor, or of the heading, or the page's first of fields. */
const linked = (link: string): string => {
  const [, page = "", anchor] = /^\.\/([\w-]+)\.md(?:#(.+))?$/.exec(link) ?? [];
  const text = pageOf(page);
  const from = anchor === undefined ? text.indexOf("## Fields") : Math.max(text.indexOf(`<a id="${anchor}">`), 0);
  expect(from, link).toBeGreaterThan(0);
  return firstTable(text.slice(from));
};
const firstTable = (text: string): string => /(?:^\|.*\n?)+/m.exec(text)?.[0] ?? "";

/** Everything that is wrong with how the fields of a Schema are told, and how many there are. */
const toldIn = (schema: unknown, table: string, path: string, isWritten: boolean, seen = new Set<string>()) => {
  const wrong: Array<string> = [];
  let count = 0;
  const rows = new Map(rowsOf(table).map((row) => [row.name, row]));
  for (const [name, field] of fieldsIn(schema)) {
    const at = `${path}.${name}`;
    if (seen.has(at)) continue;
    seen.add(at);
    count++;
    const row = rows.get(name);
    if (row === undefined) {
      wrong.push(`${at} is missing`);
      continue;
    }
    const cells = isWritten ? row.cells : [row.cells[0], row.cells[1], "as it is", ...row.cells.slice(2)];
    const [, type, fallback, meaning, example] = cells;
    if (type === "") wrong.push(`${at} has no type`);
    if (fallback === "") wrong.push(`${at} says not what it is when it is left out`);
    if ((meaning ?? "").length < 5) wrong.push(`${at} has no description`);
    const inside = fieldsIn(field);
    if (inside.length === 0) {
      if (!/`.+`/.test(example ?? "")) wrong.push(`${at} has no example`);
      continue;
    }
    const [first, ...more] = row.links;
    if (first === undefined) {
      wrong.push(`${at} leads to no fields`);
      continue;
    }
    const tables = [first, ...more].map(linked).join("\n");
    const deeper = toldIn(field, tables, at, isWritten, seen);
    wrong.push(...deeper.wrong);
    count += deeper.count;
  }
  return { wrong, count };
};
const fieldsTable = (page: string, heading = "## Fields"): string =>
  firstTable(pageOf(page).slice(pageOf(page).indexOf(heading)));

describe("no field is missing, and each says its type, its default, what it means, and an example:", () => {
  test.each<[string, unknown, string, boolean, number]>([
    ["of an experiment", Experiment, fieldsTable("experiment"), true, 160],
    ["of a budget", Budget, fieldsTable("thresholds", "### Fields of a budget"), true, 8],
    ["of a timeline's header", TimelineHeader, fieldsTable("timeline"), true, 100],
    [
      "of a timeline's fault",
      TimelineFault,
      // Its own stand first, and go before those of every fault.
      `${fieldsTable("faults")}\n${fieldsTable("timeline", "## Fields of a fault")}`,
      true,
      30,
    ],
    ["of a result", ResultDocumentSchema, fieldsTable("result"), false, 90],
    ["of an import mapping", MappingSchema, fieldsTable("import-mapping"), true, 30],
  ])("%s", (_, schema, table, isWritten, least) => {
    const { wrong, count } = toldIn(schema, table, "", isWritten);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(least);
  });

  test("events and what they carry, metrics, signals and kinds of fault", () => {
    const first = (text: string) => new Set([...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name));
    const events = first(pageOf("events"));
    for (const [type, carried] of Object.entries(eventTypes))
      for (const name of [type, ...Object.keys(carried)]) expect(events, name).toContain(name);
    expect([...events].length).toBe(Object.keys(eventTypes).length + Object.keys(carriedMeanings).length);
    const thresholds = first(pageOf("thresholds"));
    for (const name of [...metricNames, ...signalNames]) expect(thresholds, name).toContain(name);
    const metrics = first(files.get("metrics.md") ?? "");
    for (const name of metricNames) expect(metrics, name).toContain(name);
    const kinds = first(pageOf("faults"));
    for (const name of faultKindNames) expect(kinds, name).toContain(name);
  });
});

test("a result has the fields that its Schema tells, and no other", async () => {
  const { code, out } = await onScreen(
    run({
      experiments: ["01-one-card-crash", "10-evening-drill"].map((name) => join(root, `experiments/${name}.yaml`)),
      json: true,
      seed: undefined,
      set: [],
      dryRun: false,
      out: undefined,
      rate: undefined,
      agent: undefined,
      tokenFile: undefined,
    }),
  );
  expect(code).toBeLessThan(2);
  const { results } = JSON.parse(out) as { readonly results: ReadonlyArray<unknown> };
  expect(results.length).toBe(2);
  for (const one of results) expect(decode(ResultDocumentSchema, one)).toHaveProperty("value");
});

describe("an example", () => {
  test("of every field is read by that field's own Schema", () => {
    const wrong: Array<string> = [];
    let count = 0;
    const check = (schema: unknown, path: string, seen: Set<unknown>) => {
      for (const [name, field] of fieldsIn(schema)) {
        if (seen.has(field)) continue;
        seen.add(field);
        const bare =
          defaultedOf(field)?.schema ?? (field.ast.context?.isOptional === true ? field.schema : undefined) ?? field;
        const { annotations, checks } = (bare as Part).ast;
        const example = annotations?.example ?? checks?.at(-1)?.annotations?.example;
        if (example !== undefined) {
          count++;
          const read = decode(bare as unknown as Schema.Codec<unknown>, example);
          if ("problems" in read)
            wrong.push(`${path}.${name}: ${read.problems.map(({ message }) => message).join("; ")}`);
        }
        check(field, `${path}.${name}`, seen);
      }
    };
    const all = { Experiment, Budget, TimelineHeader, TimelineFault, ResultDocumentSchema, MappingSchema };
    for (const [name, schema] of Object.entries(all)) check(schema, name, new Set());
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(250);
  });

  test("of a whole section is what check takes: all of them are one experiment", () => {
    const whole = Object.values(sectionExamples).join("\n");
    const decoded = decodeExperiment({ title: "of the pages", duration: "30 days", ...parse(whole) });
    const problems = "problems" in decoded ? decoded.problems : [];
    // The pages' small cluster has neither supernodes nor loops of that number.
    expect(problems).toEqual([]);
  });
});

test("the glossary tells every term in one sentence, in order, each once", () => {
  const text = readFileSync(join(root, "docs/glossary.md"), "utf8");
  const rows = [...text.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)].map(([, term = "", meaning = ""]) => ({
    term,
    meaning,
  }));
  const terms = rows
    .slice(1)
    .flatMap(({ term }) => (/^-+$/.test(term) ? [] : [term.toLowerCase().replaceAll("-", " ")]));
  expect(terms.length).toBeGreaterThan(80);
  expect(terms).toEqual([...new Set(terms)].sort());
  for (const { term, meaning } of rows.slice(2)) expect(meaning, term).toMatch(/^[A-Z0-9`[].*[.…]$/);
});

test("everything that can be drawn is listed, by all its names, and every example is a selector", () => {
  const page = pageOf("index");
  const section = page.slice(page.indexOf("## What can be drawn"), page.indexOf("## Editors"));
  const written = [...section.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
  for (const name of Object.keys(drawable)) expect(written).toContain(name);
  const examples = written.filter((text) => /[ /*]/.test(text) && !text.startsWith("of ") && text !== "*");
  expect(examples.length).toBeGreaterThan(25);
  expect(examples.filter((text) => parseSelector(text) === undefined)).toEqual([]);
});
