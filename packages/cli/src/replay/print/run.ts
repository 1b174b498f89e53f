import { humanDuration, humanNumber, percent } from "@ordeal/model";
import { proseWidth, type Style } from "../../print/style.ts";
import { columns } from "../../print/table.ts";
import { wrap } from "../../print/wrap.ts";
import type { Report } from "../report.ts";

/** The whole run, observed beside simulated, and what the simulation does not explain. */
export const runSection = ({ run, replayed, source }: Report, style: Style): ReadonlyArray<string> => {
  const { observed, simulated, unexplained } = run;
  if (Object.values(observed).every((value) => value === null)) return [];
  const say = (value: number | null, print: (value: number) => string) => (value === null ? "·" : print(value));
  const ratio = (value: number | null) => say(value, percent);
  const count = (value: number | null) => say(value, humanNumber);
  const rows = [
    ["", "observed", "simulated"].map((text) => style("dim", text)),
    ["effective throughput", ratio(observed.effectiveThroughput), style("bold", ratio(simulated.effectiveThroughput))],
    ["steps", count(observed.steps), count(simulated.steps)],
    ["interruptions", count(observed.interruptions), count(simulated.interruptions)],
  ];
  const lines = columns(rows, ["left", "right", "right"], { width: style.width, heads: 1 });
  const { observed: told } = source.header;
  const from =
    told?.source === undefined
      ? []
      : wrap(`Observed: ${told.source}.`, proseWidth(style) - 2).map((line) => `  ${line}`);
  const left =
    unexplained === null || observed.effectiveThroughput === null
      ? []
      : unexplainedLines(unexplained, observed.effectiveThroughput, replayed.result.wallUs, style);
  return [style("bold", "The whole run"), ...lines, ...left, ...from.map((line) => style("dim", line))];
};

const unexplainedLines = (
  { share, us }: { readonly share: number; readonly us: number },
  observed: number,
  wallUs: number,
  style: Style,
): ReadonlyArray<string> => {
  const lostUs = (1 - observed) * wallUs;
  if (share < 0) {
    const text = `The simulation loses ${humanDuration(-us)} more than was lost: it is harsher than what happened.`;
    return [`  ${style("yellow", text)}`];
  }
  const part = percent(lostUs === 0 ? 0 : us / lostUs, 0);
  const text = `NOT EXPLAINED: ${percent(share)} of the time, ${humanDuration(us)}, that is ${part} of the ${humanDuration(lostUs)} that were lost. The timeline's incidents, the saves and the planned stops come to the rest; nothing here tells where it went.`;
  return wrap(text, proseWidth(style) - 2).map((line) => `  ${style("yellow", line)}`);
};
