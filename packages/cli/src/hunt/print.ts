import { coverageTable, hardnessText, storyText } from "@ordeal/explorer";
import { counted, ordealCommand, printBudget } from "@ordeal/model";
import { displayWidth } from "effect/cli/CliOutput";
import { assumedLines } from "../dry-run/assumed.ts";
import { fit } from "../print/fit.ts";
import { shellEnvironment, shellWord } from "../print/shell.ts";
import type { Style } from "../print/style.ts";
import { columns } from "../print/table.ts";
import type { HuntReport } from "./report.ts";

/** What a hunt came to, for a person. */
export const printHunt = (report: HuntReport, style: Style): string =>
  fit(
    [
      ...headline(report, style),
      "",
      ...(report.small === undefined ? [] : [...storyText(report.small.story), ""]),
      ...covered(report, style),
      "",
      ...assumedOf(report, style),
      ...next(report, style),
      "",
    ].join("\n"),
    style,
  );

/** What nobody had said of the machine that was hunted on. */
const assumedOf = ({ loaded }: HuntReport, style: Style): ReadonlyArray<string> => {
  const lines = assumedLines(loaded.assumed).map((line) => style("yellow", line));
  return lines.length === 0 ? [] : [...lines, ""];
};

const headline = ({ loaded, budget, searchSeed, small, isInterrupted, findings }: HuntReport, style: Style) => {
  const verdict = small === undefined ? style(["bold", "green"], "HELD  ") : style(["bold", "red"], "BROKEN");
  const mark =
    small === undefined && (isInterrupted || findings.length > 0) ? style(["bold", "yellow"], "UNKNOWN") : verdict;
  const why = findings.map(({ reason }) => `        ${style("yellow", reason)}`);
  return [`${mark}  ${style("bold", loaded.experiment.title)}`, `        ${outcome(small)}`].concat(
    `        ${printBudget(budget)}; search seed ${searchSeed}, experiment seed ${loaded.experiment.seed}`,
    ...why,
  );
};

const outcome = (small: HuntReport["small"]): string => {
  if (small === undefined) return "no counterexample among the timelines that were tried, within";
  const { shrunk, at } = small;
  const { timeline, isPermitted } = shrunk.trial;
  if (timeline.length === 0) return "no fault is needed: what the experiment brings itself breaks it, within";
  const how = shrunk.isMinimal ? "minimal" : "stopped before it was minimal";
  const sure = shrunk.isVerified
    ? "verified: it fails again with the same journal"
    : "IT DID NOT FAIL AGAIN THE SAME WAY: does a function of the experiment draw, or read a clock? else please report this";
  // What an example begins with may be more than the budget allows.
  const place = isPermitted ? "within" : "NOT within";
  return `${counted(timeline.length, "fault")} (found at timeline ${at.index}, shrunk in ${shrunk.tries} tries; ${how}; ${sure}), ${place}`;
};

/** How many columns of phases stand beside each other at most. */
const PHASES_MAX = 7;

const covered = ({ searched }: HuntReport, style: Style): ReadonlyArray<string> => {
  const { head, rows } = coverageTable(searched.coverage);
  const phases = head.length - 1;
  const cut = (row: ReadonlyArray<string>, from: number, count: number) => [
    row[0] ?? "",
    ...row.slice(from, from + count),
  ];
  const blocksOf = (count: number) =>
    Array.from({ length: Math.ceil(phases / count) }, (_, block) =>
      columns(
        [cut(head, 1 + block * count, count).map((cell) => style("dim", cell))].concat(
          rows.map((row) => cut(row, 1 + block * count, count)),
        ),
        ["left", ...Array.from({ length: count }, () => "right" as const)],
      ),
    );
  const isFitting = (lines: ReadonlyArray<string>) => lines.every((line) => displayWidth(line) <= style.width);
  const counts = Array.from({ length: PHASES_MAX }, (_, index) => PHASES_MAX - index);
  const tables = blocksOf(counts.find((count) => blocksOf(count).every(isFitting)) ?? 1);
  return [
    style("bold", "How hard was looked"),
    ...hardnessText(searched).map((line) => `  ${line}`),
    "",
    style("bold", "How often each kind struck in each phase of the run"),
    ...tables.flatMap((table, index) => (index === 0 ? table : ["", ...table])),
  ];
};

const next = (
  { loaded, small, saved, command, goOn, harder, isInterrupted }: HuntReport,
  style: Style,
): ReadonlyArray<string> => {
  if (small === undefined) return [`${style("bold", isInterrupted ? "Go on:" : "Look harder:")} ${harder}`];
  const rows = [
    ...(saved === undefined
      ? []
      : [
          ["Saved:", `${saved.timeline}, ${saved.test}`],
          [
            "Fails again:",
            `${shellEnvironment(loaded.environment)}${ordealCommand} replay ${shellWord(saved.timeline)}`,
          ],
          [
            "As a test:",
            saved.command ??
              "not from there, where @ordeal/cli is not found: give --out a folder of a project that has it",
          ],
        ]),
    [small.shrunk.isMinimal ? "Found again:" : "Shrink on:", `${command}${goOn}`],
  ];
  return columns(
    rows.map(([name = "", text = ""]) => [style("bold", name), text]),
    ["left", "left"],
    { indent: "" },
  );
};
