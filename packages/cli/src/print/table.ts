import Table from "cli-table3";

type Alignment = "left" | "right";

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

/** The table's time grows with the square of its rows: so many are laid out together. */
const TOGETHER_MAX = 500;

/** Rows in aligned columns, without borders, each line indented; widths count what a terminal shows. */
export const columns = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  alignments: ReadonlyArray<Alignment>,
  indent = "  ",
): ReadonlyArray<string> => {
  if (rows.length === 0) return [];
  if (rows.length > TOGETHER_MAX) {
    return [
      ...columns(rows.slice(0, TOGETHER_MAX), alignments, indent),
      ...columns(rows.slice(TOGETHER_MAX), alignments, indent),
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
