import type { CurvePoint } from "@ordeal/explorer";
import { humanDuration, humanNumber, percent } from "@ordeal/model";
import { bar } from "../print/bar.ts";
import type { Style } from "../print/style.ts";
import { columns } from "../print/table.ts";

const WIDTH = 36;

/** Shares that last longer than some times: bars for the data, a stroke where the law has it. */
export const curve = (points: ReadonlyArray<CurvePoint>, title: string, { width }: Style): ReadonlyArray<string> =>
  points.length === 0
    ? []
    : columns(
        [
          [title, "", "data", "law"],
          ...points.map(({ us, observed, fitted }) => [
            humanDuration(us),
            withStroke(bar(observed, WIDTH), fitted),
            percent(observed, 1),
            percent(fitted, 1),
          ]),
        ],
        ["right", "left", "right", "right"],
        { indent: "    ", width, heads: 1 },
      );

/** A bar with a stroke at a share of its whole width. */
const withStroke = (drawn: string, share: number): string => {
  const at = Math.min(WIDTH - 1, Math.round(share * WIDTH));
  const cells = [...drawn.padEnd(WIDTH)];
  cells[at] = "│";
  return cells.join("").trimEnd();
};

/** How many nodes had how many faults, beside what chance makes of it. */
export const tally = (
  counts: ReadonlyArray<{ readonly faults: number; readonly nodes: number; readonly byChance: number }>,
  { width }: Style,
): ReadonlyArray<string> => {
  const most = Math.max(1, ...counts.map(({ nodes, byChance }) => Math.max(nodes, byChance)));
  return columns(
    [
      ["faults", "", "nodes", "by chance"],
      ...counts.map(({ faults, nodes, byChance }, index) => [
        rowName(counts, index, faults),
        withStroke(bar(nodes / most, WIDTH), byChance / most),
        humanNumber(nodes),
        humanNumber(byChance, 1),
      ]),
    ],
    ["right", "left", "right", "right"],
    { indent: "    ", width, heads: 1 },
  );
};

const rowName = (counts: ReadonlyArray<{ readonly faults: number }>, index: number, from: number): string => {
  const next = counts[index + 1]?.faults;
  if (next === undefined) return `${from} or more`;
  return next - from > 1 ? `${from} to ${next - 1}` : String(from);
};
