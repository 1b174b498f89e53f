import {
  type Assumption,
  counted,
  type Experiment,
  humanDuration,
  humanInstant,
  humanMetric,
  humanNumber,
  percent,
  type Threshold,
  unitOf,
} from "@ordeal/model";
import { fit } from "../print/fit.ts";
import { proseWidth, type Style } from "../print/style.ts";
import { columns } from "../print/table.ts";
import { wrap } from "../print/wrap.ts";
import { assumedLines } from "./assumed.ts";
import { describeCheckpoint, describeCluster, describeJob, describeRecovery, describeRun } from "./describe.ts";
import type { DryRun, PlannedFault } from "./dry-run.ts";
import { savingLines } from "./saving.ts";

/** So many faults, and so many hazards, are listed; `--json` has them all. */
const LISTED_MAX = 500;

const andMore = (count: number): ReadonlyArray<string> =>
  count <= LISTED_MAX ? [] : [`  … and ${humanNumber(count - LISTED_MAX)} more, all of them with --json`];

/** What a dry run says: everything that would happen, and that nothing did. */
export const printDryRun = (
  dryRun: DryRun,
  experiment: Experiment,
  style: Style,
  assumed: ReadonlyArray<Assumption> = [],
): string => {
  const sections = [
    [style("bold", dryRun.title), ...(experiment.why === undefined ? [] : wrap(experiment.why, proseWidth(style)))],
    facts(experiment, style, assumed),
    faultLines(dryRun, style),
    [...hazardLines(dryRun, style), ...unguarded(experiment)],
    ...guardLines(dryRun, style),
    [
      style("bold", "Thresholds"),
      ...(dryRun.thresholds.length === 0
        ? ["  none: nothing would be judged"]
        : experiment.thresholds.map((threshold) => `  ${threshold.expression}${beside(threshold)}`)),
    ],
    ["A dry run: nothing was run and nothing was injected.", `Run it: ${style("cyan", dryRun.command)}`],
  ];
  return fit(`${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`, style);
};

const facts = (experiment: Experiment, style: Style, assumed: ReadonlyArray<Assumption>): ReadonlyArray<string> => {
  const { cluster, job, checkpoint, recovery } = experiment;
  const rows = [
    ["cluster", describeCluster(cluster)],
    ...assumedLines(assumed).map((line, index) => [index === 0 ? "assumed" : "", line.replace(/^assumed, /, "")]),
    ["job", describeJob(job, cluster)],
    ["checkpoint", describeCheckpoint(checkpoint)],
    ...savingLines(experiment).map((line) => ["saves", line]),
    ["recovery", describeRecovery(recovery)],
    ["run", describeRun(experiment)],
  ];
  return rows.flatMap(([name = "", text = ""]) =>
    wrap(text, proseWidth(style) - 14).map(
      (line, index) => `  ${style("dim", (index === 0 ? name : "").padEnd(12))}${line}`,
    ),
  );
};

const faultLines = ({ faults }: DryRun, style: Style): ReadonlyArray<string> => {
  if (faults.length === 0) return [`${style("bold", "Faults")}: none is scripted`];
  const rows = faults
    .slice(0, LISTED_MAX)
    .map((fault) => [describeStart(fault.start), fault.kind, fault.target, describeEnd(fault)]);
  return [
    style("bold", "Faults"),
    ...columns(rows, ["left", "left", "left", "left"], { width: style.width }),
    ...andMore(faults.length),
  ];
};

const describeStart = (start: PlannedFault["start"]): string => {
  if ("atUs" in start) return humanInstant(start.atUs);
  if ("everyUs" in start) return `every ${humanDuration(start.everyUs)}, ${counted(start.times, "time")}`;
  const time = start.time === 1 ? "1st" : start.time === 2 ? "2nd" : start.time === 3 ? "3rd" : `${start.time}th`;
  const after = start.afterUs === 0 ? "" : `${humanDuration(start.afterUs)} after `;
  if (!start.every) return `${after}${time} ${start.on}`;
  return `${after}every ${start.on}${start.time === 1 ? "" : ` from the ${time} on`}`;
};

const describeEnd = ({ durationUs, parameters }: PlannedFault): string => {
  const units: Readonly<Record<string, (value: number | boolean) => string>> = {
    up: (us) => humanDuration(Number(us)),
    down: (us) => humanDuration(Number(us)),
    rise: (degrees) => `${degrees} °C`,
    cuts: String,
    stepsAfterLoad: String,
  };
  const settings = Object.entries(parameters).map(
    ([name, value]) => `${labels[name] ?? name} ${(units[name] ?? ((share) => percent(Number(share), 0)))(value)}`,
  );
  return [durationUs === null ? "until repaired" : `for ${humanDuration(durationUs)}`, ...settings].join(", ");
};

/** What must hold beside the thresholds, and what would end the run early. */
const guardLines = ({ steadyState, stopWhen }: DryRun, style: Style): ReadonlyArray<ReadonlyArray<string>> => [
  ...(steadyState === null
    ? []
    : [
        [
          `${style("bold", "Steady state")}, before the first fault and again within ${humanDuration(steadyState.withinUs)} after the last`,
          ...steadyState.holds.map((line) => `  ${line}`),
        ],
      ]),
  ...(stopWhen.length === 0 ? [] : [[style("bold", "Stops when"), ...stopWhen.map((line) => `  ${line}`)]]),
];

/** What a threshold of a baseline is set against. */
const beside = (threshold: Threshold): string => {
  const { of, baseline, limit } = threshold;
  if (of === "baseline") return ": unknown without --baseline RESULT";
  if (baseline === undefined) return "";
  const unit = unitOf(threshold);
  return `: the baseline came to ${humanMetric(baseline, unit)}, so the limit is ${humanMetric(limit, unit)}`;
};

/** What the safety limits leave out. */
const unguarded = ({ safety, hazards }: Experiment): ReadonlyArray<string> =>
  safety === undefined || hazards.length === 0
    ? []
    : ["  The limits of `safety` hold back scripted faults only: hazards strike whatever they say."];

const labels: Readonly<Record<string, string>> = { stepsAfterLoad: "found in steps after a load:" };

const about = (count: number): string => `about ${count < 9.5 ? Number(count.toPrecision(2)) : humanNumber(count)}`;

const hazardLines = ({ hazards, durationUs }: DryRun, style: Style): ReadonlyArray<string> => {
  if (hazards.length === 0) return [`${style("bold", "Hazards")}: none`];
  const rows = hazards
    .slice(0, LISTED_MAX)
    .map(({ id, kinds, often, expectedFaults }) => [
      id,
      about(expectedFaults),
      often ?? "",
      kinds.length <= 3 ? kinds.join(", ") : `${kinds.slice(0, 3).join(", ")} and ${kinds.length - 3} more`,
    ]);
  const total = hazards.reduce((sum, { expectedFaults }) => sum + expectedFaults, 0);
  return [
    `${style("bold", "Hazards")}, with the faults to expect in ${humanDuration(durationUs)}`,
    ...columns(
      [...rows, ...(hazards.length > 1 ? [["together", about(total), "", ""]] : [])],
      ["left", "right", "left", "left"],
      { width: style.width },
    ),
    ...andMore(hazards.length),
  ];
};
