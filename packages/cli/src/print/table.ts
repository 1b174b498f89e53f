import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import { displayWidth } from "effect/cli/CliOutput";
import { wrap } from "./wrap.ts";

type Alignment = "left" | "right";
type Row = ReadonlyArray<string>;

export interface TableOptions {
  readonly indent?: string;
  /** How many cells of a terminal a line may take. */
  readonly width?: number;
  /** How many of the rows are heads. */
  readonly heads?: number;
}

const noBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
} as const;

/** What stands between two columns. */
const GAP = 2;

/** The table's time grows with the square of its rows: so many are laid out together. */
const TOGETHER_MAX = 500;

/**
 * Rows in aligned columns, without borders, each line indented; widths count what a terminal shows. What is wider than
 * `width` first loses its bars, then texts are wrapped within their columns; where that is not enough every row becomes a
 * paragraph, its values behind the names of their columns.
 */
export const columns = (
  rows: ReadonlyArray<Row>,
  alignments: ReadonlyArray<Alignment>,
  { indent = "  ", width = Number.POSITIVE_INFINITY, heads = 0 }: TableOptions = {},
): ReadonlyArray<string> => {
  if (rows.length === 0) return [];
  const room = width - indent.length;
  const isBroad = (some: ReadonlyArray<Row>) => breadth(widthsOf(some)) > room;
  if (!isBroad(rows)) return aligned(rows, alignments, indent);
  const kept = rows[0]?.flatMap((_, column) => (isBar(rows, column) ? [] : [column])) ?? [];
  const cut = <A>(all: ReadonlyArray<A>) => kept.map((column) => all[column] as A);
  const plain = rows.map(cut);
  if (!isBroad(plain)) return aligned(plain, cut(alignments), indent);
  const wrapped = wrappedWithin(plain, heads, room);
  return wrapped === undefined
    ? paragraphs(plain, cut(alignments), { indent, width, heads })
    : aligned(wrapped, cut(alignments), indent);
};

const aligned = (
  rows: ReadonlyArray<Row>,
  alignments: ReadonlyArray<Alignment>,
  indent: string,
): ReadonlyArray<string> => {
  if (rows.length > TOGETHER_MAX) {
    return [
      ...aligned(rows.slice(0, TOGETHER_MAX), alignments, indent),
      ...aligned(rows.slice(TOGETHER_MAX), alignments, indent),
    ];
  }
  const table = new Table({
    chars: noBorders,
    colAligns: [...alignments],
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => `${indent}${line}`.trimEnd());
};

const widthsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<number> =>
  (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ""))));

const breadth = (widths: ReadonlyArray<number>): number =>
  widths.reduce((sum, width) => sum + width, GAP * Math.max(0, widths.length - 1));

/** Whether a column only draws what another one says. */
const isBar = (rows: ReadonlyArray<Row>, column: number): boolean =>
  rows.every((row) => /^[█▏▎▍▌▋▊▉]*$/.test(stripVTControlCharacters(row[column] ?? "")));

/** A text is not broken into lines shorter than this. */
const COLUMN_MIN = 12;

/** The table with its heads and the texts of its broadest columns wrapped; `undefined` where that does not make it fit. */
const wrappedWithin = (rows: ReadonlyArray<Row>, heads: number, room: number): ReadonlyArray<Row> | undefined => {
  const widths = [...widthsOf(rows)];
  const body = rows.slice(heads);
  const bodyWidths = widthsOf(body);
  const least = widths.map((_, column) =>
    Math.max(
      longestWord(rows.slice(0, heads), column),
      Math.min(bodyWidths[column] ?? 0, Math.max(COLUMN_MIN, longestWord(body, column))),
    ),
  );
  if (breadth(least) > room) return undefined;
  for (let over = breadth(widths) - room; over > 0; over--) {
    const shrinkable = widths.flatMap((width, column) => (width > (least[column] ?? 0) ? [{ width, column }] : []));
    const broadest = shrinkable.reduce((a, b) => (b.width > a.width ? b : a), { width: 0, column: 0 });
    widths[broadest.column] = broadest.width - 1;
  }
  return rows.map((row) => row.map((cell, column) => wrap(cell, widths[column] ?? 0).join("\n")));
};

const longestWord = (rows: ReadonlyArray<Row>, column: number): number =>
  Math.max(0, ...rows.flatMap((row) => (row[column] ?? "").split(/\s+/).map((word) => displayWidth(word))));

/** Stands for a blank at which no line is broken: "7 h 18 min" stays together. */
const BLANK = "\uE000";
const TOGETHER_WIDTH_MAX = 14;

/** Every row by itself: its first cell, then the others, numbers behind what their columns are called. */
const paragraphs = (
  all: ReadonlyArray<Row>,
  alignments: ReadonlyArray<Alignment>,
  { indent, width, heads }: Required<TableOptions>,
): ReadonlyArray<string> => {
  const names = namesOf(all.slice(0, heads));
  const inLine = (cells: ReadonlyArray<string>) => {
    const [first = "", ...rest] = cells;
    return wrap(rest.length === 0 ? first : `${first}: ${rest.join(", ")}`, width - indent.length, "  ").map(
      (line) => `${indent}${line.replaceAll(BLANK, " ")}`,
    );
  };
  const texts = names.flatMap(({ own }, column) => (alignments[column] === "right" || own === "" ? [] : [own]));
  const paragraphsOfRows = all.slice(heads).flatMap((row) => {
    let told = "";
    const said = row.flatMap((cell, column) => {
      const text = stripVTControlCharacters(cell);
      // A dash or a dot says that there is nothing to say.
      if (column > 0 && !/[\p{L}\p{N}]/u.test(text)) return [];
      const together = displayWidth(text) <= TOGETHER_WIDTH_MAX ? cell.replaceAll(" ", BLANK) : cell;
      const { group = "", own = "" } = alignments[column] === "right" ? (names[column] ?? {}) : {};
      const name = [...(group === told ? [] : [group]), own].filter((part) => part !== "").join(" ");
      told = group;
      return [name === "" ? together : `${name} ${together}`];
    });
    return inLine(said);
  });
  return [...(texts.length === 0 ? [] : inLine(texts)), ...paragraphsOfRows];
};

/** What each column is called, and what stands over it and others. */
const namesOf = (heads: ReadonlyArray<Row>): ReadonlyArray<{ readonly group: string; readonly own: string }> => {
  const plain = heads.map((head) => head.map((name) => stripVTControlCharacters(name)));
  const [over = [], own] = plain;
  if (own === undefined) return over.map((name) => ({ group: "", own: name }));
  // A name over nothing is a column's own.
  return own.map((name, column) =>
    name === ""
      ? { group: "", own: over[column] ?? "" }
      : { group: over.slice(0, column + 1).findLast((group) => group !== "") ?? "", own: name },
  );
};
