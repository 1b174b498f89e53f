import { counted, humanDuration, humanMetric, humanNumber, percent } from "@ordeal/model";
import type { Style } from "../../print/style.ts";
import { columns } from "../../print/table.ts";
import type { Report } from "../report.ts";
import type { Row } from "../what-if.ts";

const HOUR_US = 3_600e6;

/** The same faults under other settings, side by side, and the run without any. */
export const comparisonSection = ({ rows, source }: Report, style: Style): ReadonlyArray<string> => {
  const head = ["", "effective", "stops", "recovery, mean", "saving", "saved", "card-hours saved"];
  const best = Math.max(...rows.slice(0, -1).map(({ savedUs }) => savedUs ?? Number.NEGATIVE_INFINITY));
  const lines = rows.map((row, index) => {
    const isBest = rows.length > 2 && index < rows.length - 1 && row.savedUs === best;
    return [
      isBest ? style("bold", row.name) : row.name,
      style(isBest ? ["bold", "green"] : "reset", share(row.effectiveThroughput)),
      humanNumber(row.interruptions),
      row.recoveryTimeMean === null ? "·" : humanMetric(row.recoveryTimeMean, "duration"),
      share(row.checkpointOverhead),
      index === 0 ? "" : saved(row),
      index === 0 ? "" : signed(row.savedCardHours),
    ];
  });
  const others = rows
    .slice(0, -1)
    .filter(({ applied }) => applied !== rows[0]?.applied)
    .map(({ name, applied }) => `${name} had a place for ${humanNumber(applied)}`);
  const down = rows.filter(({ isDown }) => isDown).map(({ name }) => name);
  const longer = rows.filter(({ savedUs }) => savedUs === null).map(({ name }) => name);
  return [
    style("bold", source.count === 1 ? "What if? The same fault" : "What if? The same faults"),
    ...columns(
      [head.map((text) => style("dim", text)), ...lines],
      ["left", "right", "right", "right", "right", "right", "right"],
      { width: style.width, heads: 1 },
    ),
    ...note("not the same faults", others, style),
    ...note("still down at the end, which no mean counts", down, style),
    ...note("another length, so nothing is saved or lost", longer, style),
  ];
};

/** Names beyond these are counted. */
const NAMED_MAX = 5;

const note = (what: string, names: ReadonlyArray<string>, style: Style): ReadonlyArray<string> => {
  if (names.length === 0) return [];
  const more = names.length > NAMED_MAX ? `; and ${counted(names.length - NAMED_MAX, "other")}` : "";
  return [style("yellow", `  ${what}: ${names.slice(0, NAMED_MAX).join("; ")}${more}`)];
};

const share = (value: number | null): string => (value === null ? "·" : percent(value));
const signed = (hours: number | null): string =>
  hours === null ? "·" : `${hours < 0 ? "−" : "+"}${humanNumber(Math.abs(hours), 0)}`;
const saved = ({ savedUs }: Row): string =>
  savedUs === null
    ? "·"
    : `${savedUs < 0 ? "−" : "+"}${Math.abs(savedUs) < HOUR_US ? humanDuration(Math.abs(savedUs)) : `${humanNumber(Math.abs(savedUs) / HOUR_US, 1)} h`}`;
