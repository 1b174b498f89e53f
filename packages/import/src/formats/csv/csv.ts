import { type DateReader, dateReader } from "../../dates/format.ts";
import { zoneClock } from "../../dates/zone.ts";
import { bad, type Finding, other } from "../../finding.ts";
import type { Format, Reading } from "../../format.ts";
import { type Mapping, unitUs, type When } from "../../mapping/mapping.ts";
import { compileRules, type FieldOf, joinFields } from "../../mapping/rules.ts";
import { readRecords } from "./records.ts";

/** Any table of faults, by a mapping that says which column is what. */
export const csv: Format = {
  name: "csv",
  meaning: "any CSV file, with a mapping file that says which column is what",
  hints: ["zone"],
  mappingKeys: ["delimiter", "columns", "time", "end", "duration", "component", "part", "cause", "note", "rules"],
  open: ({ mapping, zone }) => {
    const row = rowReader(mapping, zone);
    if (typeof row === "string") return { problem: row };
    return {
      read: async function* (source) {
        let columns = mapping?.columns;
        let index = indexOf(columns ?? []);
        for await (const record of readRecords(source, mapping?.delimiter ?? ",")) {
          const { line } = record;
          if ("refused" in record) {
            yield bad(line, record.refused);
            continue;
          }
          if (columns === undefined) {
            columns = record.fields.map((name) => name.trim());
            index = indexOf(columns);
            const missing = row.names.filter((name) => !index.has(name));
            if (missing.length === 0) continue;
            const there = columns.slice(0, 30).map((name) => `"${name.slice(0, 40)}"`);
            yield bad(
              line,
              `no column ${missing.map((name) => `"${name}"`).join(", ")}: the file has ${there.join(", ")}`,
            );
            return;
          }
          const { fields } = record;
          if (fields.length !== columns.length) {
            yield bad(line, "not as many columns as the first line names", `${fields.length} of ${columns.length}`);
            continue;
          }
          yield row.read(line, (name) => fields[index.get(name) ?? -1]);
        }
      },
    };
  },
};

const indexOf = (columns: ReadonlyArray<string>): ReadonlyMap<string, number> =>
  new Map(columns.map((name, index) => [name, index]));

interface RowReader {
  /** The columns it needs. */
  readonly names: ReadonlyArray<string>;
  readonly read: (line: number, field: FieldOf) => Finding;
}

/** Reads rows by a mapping, or says what the mapping lacks. */
const rowReader = (mapping: Mapping | undefined, zone: Reading["zone"]): RowReader | string => {
  if (mapping === undefined) return "csv needs --mapping FILE: it says which column is what";
  const { time, end, duration, component, part, cause, note, rules } = mapping;
  if (time === undefined) return "the mapping lacks time: the column that says when a fault began";
  if (rules === undefined) return "the mapping lacks rules: which rows are which kind of fault";
  const readTime = whenReader(time, undefined, zone);
  if (readTime === undefined) return dateless("time", time);
  const readEnd = end === undefined ? undefined : whenReader(end, time, zone);
  if (end !== undefined && readEnd === undefined) return dateless("end", end);
  const ruled = compileRules(rules);
  const names = [
    time.column,
    end?.column,
    duration?.column,
    part,
    ...[component, cause, note].flat(),
    ...rules.flatMap((rule) => Object.keys(rule.when ?? {})),
  ].filter((name) => name !== undefined);

  const read = (line: number, field: FieldOf): Finding => {
    const rule = ruled(field);
    const what = () => joinFields([...new Set(rules.flatMap(({ when = {} }) => Object.keys(when)))], field, ", ");
    if (rule === undefined) return bad(line, "no rule of the mapping fits", what());
    if ("ignore" in rule) return other(line, "ignored by a rule of the mapping", what());
    const began = (field(time.column) ?? "").trim();
    const at = readTime(began);
    if ("problem" in at) return bad(line, `time: ${at.problem}`, began);
    let endUs: number | undefined;
    const ended = (field(end?.column ?? duration?.column ?? "") ?? "").trim();
    if (readEnd !== undefined && !isUnknown(ended)) {
      const over = readEnd(ended);
      if ("problem" in over) return bad(line, `end: ${over.problem}`, ended);
      endUs = over.us;
    } else if (duration !== undefined && !isUnknown(ended)) {
      const us = Math.round(readNumber(ended) * unitUs[duration.unit]);
      if (Number.isNaN(us)) return bad(line, "duration: not a number", ended);
      if (us < 0) return bad(line, "duration: below zero", ended);
      endUs = at.us + us;
    }
    const number = part === undefined ? undefined : /\d+/.exec(field(part) ?? "")?.[0];
    return {
      line,
      fault: {
        ...rule,
        atUs: at.us,
        endUs,
        component: component === undefined ? undefined : joinFields(component, field, "/"),
        part: number === undefined ? undefined : Number(number),
        cause: cause === undefined ? undefined : joinFields(cause, field, "; "),
        note: note === undefined ? undefined : joinFields(note, field, "; "),
      },
    };
  };
  return { names: [...new Set(names)], read };
};

const dateless = (key: string, { format }: When): string =>
  `the mapping's ${key} has dates without a time zone (format "${format}"): give ${key}.zone, or --zone`;

/** How people say that something is not known. */
const isUnknown = (text: string): boolean => /^(|-|n\/?a|null|none|unknown)$/i.test(text);

const readNumber = (text: string): number => (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN);

/** Reads when something was; `undefined` when its dates could never be read for want of a zone. */
const whenReader = (when: When, like: When | undefined, zone: string | undefined): DateReader | undefined => {
  const { unit, since } = when.format === undefined && when.unit === undefined ? { ...like, ...when } : when;
  if (unit !== undefined && since !== undefined) {
    return (text) => {
      const us = since * 1_000 + Math.round(readNumber(text) * unitUs[unit]);
      return Number.isNaN(us) ? { problem: "not a number" } : { us };
    };
  }
  const format = when.format ?? like?.format ?? "iso";
  const named = when.zone ?? like?.zone ?? zone;
  const clock = named === undefined ? undefined : zoneClock(named);
  return dateReader(format, clock);
};
