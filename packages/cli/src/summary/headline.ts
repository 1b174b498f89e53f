import { humanDuration, percent, type Recovery, type Verdict, verdicts } from "@ordeal/model";
import type { Style } from "../print/style.ts";
import type { Summarized } from "./summarized.ts";

const colours = { pass: "green", unknown: "yellow", fail: "red" } as const satisfies Record<Verdict, string>;
const width = Math.max(...verdicts.map((verdict) => verdict.length));

export const printVerdict = (verdict: Verdict, style: Style): string =>
  style(["bold", colours[verdict]], verdict.toUpperCase().padEnd(width));

/** The verdict, what was run, and the number that matters most, against its target. */
export const headline = ({ document, experiment, style }: Summarized): ReadonlyArray<string> => {
  const indent = " ".repeat(width + 2);
  const { effectiveThroughput } = document.metrics;
  const target = experiment.thresholds.find(({ metric }) => metric === "effectiveThroughput");
  const aim = target === undefined ? "no target given" : `target ${target.expression.replace(/^\w+ /, "")}`;
  const throughput = effectiveThroughput === null ? "not measured" : percent(effectiveThroughput);
  const lines = [
    `${printVerdict(document.verdict, style)}  ${style("bold", document.title)}`,
    `${indent}effective throughput ${style("bold", throughput)} (${aim}) over ${humanDuration(document.wallUs)}, seed ${document.seed}`,
  ];
  const ongoing = document.interruptions.find(({ isOver }) => !isOver);
  if (ongoing !== undefined)
    lines.push(
      `${indent}${style("yellow", `the run ended during an outage, ${humanDuration(ongoing.recoveryUs)} after it began: its recovery counts as that long, which is a lower bound`)}`,
    );
  if (!document.starved) return lines;
  return [...lines, `${indent}${style("red", starved(document.counts.starvations, experiment.recovery))}`];
};

const starved = (times: number, { policy }: Recovery): string => {
  const otherwise = typeof policy === "function" ? "its policy says so" : "no rung handles all that was found";
  const why = typeof policy === "string" ? "" : `, or because ${otherwise}`;
  return `STARVED: at the end the job was waiting for nodes${why}${times > 1 ? ` (${times} times)` : ""}`;
};
