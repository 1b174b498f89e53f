import type { Row } from "./reading.ts";

/** What the rows of a table are: jobs of `sacct`, events of `sacctmgr`, nodes with reasons of `sinfo -R`. */
export type TableKind = "jobs" | "events" | "reasons";

/** Cuts the lines under a line of names into rows. */
export interface Table {
  readonly kind: TableKind;
  readonly has: (column: string) => boolean;
  /** Whether a line is the one that underlines the names. */
  readonly isRule: (text: string) => boolean;
  /** The row of a line, or why it is none: words that are the same for every such line. */
  readonly row: (text: string) => Row | string;
}

/** A table by the line that names its columns: with delimiters (`--parsable2`) or aligned. `undefined` for other lines. */
export const tableOf = (header: string): Table | undefined => {
  if (!/nodelist|hostnames|state|start/i.test(header)) return undefined;
  for (const delimiter of ["|", "\t", ";", ","]) {
    const names = namesOf(header.split(delimiter));
    const kind = kindOf(names);
    if (names.length > 1 && kind !== undefined) return delimited(kind, names, delimiter);
  }
  const names = namesOf(header.trim().split(/\s+/));
  const kind = kindOf(names);
  if (kind === undefined) return undefined;
  return kind === "reasons" ? reasons(names) : aligned(kind, names);
};

const namesOf = (fields: ReadonlyArray<string>): ReadonlyArray<string> =>
  fields.map((name) => name.trim().toLowerCase());

const kindOf = (names: ReadonlyArray<string>): TableKind | undefined => {
  const has = (...any: ReadonlyArray<string>) => any.some((name) => names.includes(name));
  if (has("jobid", "jobidraw") && has("state")) return "jobs";
  if (has("timestart", "start") && has("nodename", "clusternodes", "state")) return "events";
  return has("timestamp") && has("nodelist", "hostnames") ? "reasons" : undefined;
};

const rowOf = (names: ReadonlyArray<string>, fields: ReadonlyArray<string>): Row => {
  const index = new Map(names.map((name, at) => [name, at]));
  return (column) => (fields[index.get(column) ?? -1] ?? "").trim();
};

/** Text of people, which may hold the delimiter: what is too many belongs to it. */
const free = ["reason", "jobname"];

const delimited = (kind: TableKind, names: ReadonlyArray<string>, delimiter: string): Table => ({
  kind,
  has: (column) => names.includes(column),
  isRule: () => false,
  row: (text) => {
    const fields = text.split(delimiter);
    const more = fields.length - names.length;
    const at = names.findIndex((name) => free.includes(name));
    if (more < 0 || (more > 0 && at < 0)) return notSoMany;
    const whole = fields.slice(at, at + more + 1).join(delimiter);
    return rowOf(names, more === 0 ? fields : [...fields.slice(0, at), whole, ...fields.slice(at + more + 1)]);
  },
});

const notSoMany = "not as many columns as there are names";
const notInColumns = "a row that does not fit its columns: list them with --parsable2";

/** Columns as wide as the dashes under their names, in bytes. */
const aligned = (kind: TableKind, names: ReadonlyArray<string>): Table => {
  let ranges: ReadonlyArray<readonly [number, number]> = [];
  return {
    kind,
    has: (column) => names.includes(column),
    isRule: (text) => {
      if (!/^\s*-+(\s+-+)*\s*$/.test(text)) return false;
      ranges = [...text.matchAll(/-+/g)].map(({ index, 0: dashes }) => [index, index + dashes.length]);
      return true;
    },
    row: (text) => {
      if (ranges.length !== names.length) return notInColumns;
      const bytes = Buffer.from(text);
      const gaps = ranges.slice(1).map(([from]) => bytes[from - 1] ?? 0x20);
      if (gaps.some((byte) => byte !== 0x20)) return notInColumns;
      return rowOf(
        names,
        ranges.map(([from, to]) => bytes.toString("utf8", from, to)),
      );
    },
  };
};

/** `sinfo -R`: a reason of several words, then words; the time is what tells them apart. */
const reasons = (names: ReadonlyArray<string>): Table => {
  const at = names.indexOf("timestamp");
  const stamped = /(?<=\s)(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[+-]\d{2}:?\d{2}|Z)?|\d{9,11}|Unknown)(?=\s)/g;
  return {
    kind: "reasons",
    has: (column) => names.includes(column),
    isRule: () => false,
    row: (text) => {
      const match = [...text.matchAll(stamped)].at(-1);
      if (match === undefined) return notInColumns;
      const before = text.slice(0, match.index).trim().split(/\s+/);
      const after = text.slice(match.index).trim().split(/\s+/);
      const reason = before.splice(0, Math.max(0, before.length - at + 1)).join(" ");
      const fields = [...(names[0] === "reason" ? [reason] : []), ...before, ...after];
      return fields.length === names.length ? rowOf(names, fields) : notInColumns;
    },
  };
};
