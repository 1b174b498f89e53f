import { readRecords } from "../formats/csv/records.ts";
import { isUnknown, readNumber } from "../formats/csv/when.ts";
import { unitUs } from "../mapping/mapping.ts";
import { compile } from "../mapping/pattern.ts";
import type { MeasureMapping } from "./mapping.ts";

/** How long something took, by one row of a table; or why the row says nothing of it. */
export type Measured<M extends string> =
  | { readonly line: number; readonly measure: M; readonly us: number; readonly tier: string | undefined }
  | { readonly line: number; readonly bad: string };

/**
 * Reads a table row by row: every rule that fits a row gives what its column says. A cell that is empty, or says that
 * nobody knows, gives nothing.
 */
export const readMeasures = async function* <M extends string>(
  source: AsyncIterable<Uint8Array>,
  mapping: MeasureMapping<M>,
): AsyncGenerator<Measured<M>> {
  const rules = mapping.measures.map((rule) => ({
    ...rule,
    when: Object.entries(rule.when ?? {}).map(([column, pattern]) => ({ column, pattern: compile(pattern) })),
  }));
  const wanted = [...new Set(rules.flatMap(({ column, when }) => [column, ...when.map((one) => one.column)]))];
  let columns = mapping.columns;
  let index = indexOf(columns ?? []);
  for await (const record of readRecords(source, mapping.delimiter ?? ",")) {
    const { line } = record;
    if ("refused" in record) {
      yield { line, bad: record.refused };
      continue;
    }
    if (columns === undefined) {
      columns = record.fields.map((name) => name.trim());
      index = indexOf(columns);
      const missing = wanted.filter((name) => !index.has(name));
      if (missing.length === 0) continue;
      yield { line, bad: `no column ${missing.join(", ")}: the file has ${columns.slice(0, 30).join(", ")}` };
      return;
    }
    const field = (name: string): string => (record.fields[index.get(name) ?? -1] ?? "").trim();
    for (const { measure, column, unit, tier, when } of rules) {
      const text = field(column);
      if (isUnknown(text) || !when.every((one) => one.pattern?.test(field(one.column)) === true)) continue;
      const us = readNumber(text) * unitUs[unit];
      if (Number.isNaN(us)) yield { line, bad: `${column}: expected a number, found "${text.slice(0, 40)}"` };
      else if (us < 0) yield { line, bad: `${column}: expected no negative duration, found ${text}` };
      else yield { line, measure, us, tier };
    }
  }
};

const indexOf = (columns: ReadonlyArray<string>): ReadonlyMap<string, number> =>
  new Map(columns.map((name, index) => [name, index]));
