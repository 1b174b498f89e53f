import { counted, humanMetric, humanNumber, percent } from "@ordeal/model";
import type { Style } from "../print/style.ts";
import { columns } from "../print/table.ts";
import { printVerdict } from "../summary/headline.ts";
import {
  type BreakEvenFound,
  decisive,
  differenceFrom,
  type EdgeFound,
  judgedText,
  type PlanReport,
  settingCommand,
} from "./report.ts";
import type { Outcome } from "./settings.ts";
import { settingName } from "./settings.ts";
import { spareSentences } from "./spares.ts";

const INDENT = " ".repeat(9);

/** What a plan came to, for a person: what to take first, the command that plans it again last. */
export const printPlan = (report: PlanReport, style: Style): string =>
  `${[headline, recommended, spares, table, edges, breakEvens, notes, last]
    .map((section) => section(report, style))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;

const headline = ({ loaded, outcomes, runs, firstSeed, verdict }: PlanReport, style: Style): ReadonlyArray<string> => [
  `${printVerdict(verdict, style)}  ${style("bold", loaded.experiment.title)}`,
  `${INDENT}${outcomes.length === 0 ? "a search" : counted(outcomes.length, "setting")}, ${counted(runs, "run")} each with seeds ${firstSeed} to ${firstSeed + runs - 1}: the same faults strike every setting`,
];

const recommended = (report: PlanReport, style: Style): ReadonlyArray<string> => {
  const { recommendation, outcomes, hasTarget } = report;
  if (outcomes.length === 0) return [];
  const best = recommendation === undefined ? undefined : outcomes[recommendation.index];
  if (recommendation === undefined || best === undefined)
    return [
      `${style("bold", "No setting is recommended")}: ${outcomes.some(({ summary }) => summary.verdict === "unknown") ? "none is known to hold the target; more --runs may tell" : "none holds the target"}`,
    ];
  const { by, holding, next } = recommendation;
  const among =
    holding === 1
      ? hasTarget
        ? "the only one that is known to hold the target"
        : "the only one"
      : `${reasons[by]} of the ${holding} ${hasTarget ? "that hold the target" : "settings"}`;
  const lines = [`${style("bold", "Recommended:")} ${style("green", settingName(best.setting))}`, `  ${among}`];
  const second = next === undefined ? undefined : outcomes[next];
  const gap = second === undefined ? undefined : differenceFrom(report, second);
  if (second !== undefined && gap !== undefined) {
    const cheaper =
      by === "unit cost" && second.cost !== null && best.cost !== null
        ? `, at ${unitCost(second)} instead of ${unitCost(best)} ${currencyOf(best)}a card-hour that counts`
        : "";
    const sure = gap.from > 0 || gap.to < 0 ? "" : ": the runs cannot tell the two apart";
    lines.push(
      `  next best: ${settingName(second.setting)}, by ${points(gap.mean)} ${pointsInterval(gap)}${cheaper}${sure}`,
    );
  }
  return [...lines, `  ${style("cyan", settingCommand(report, best.setting))}`];
};

const reasons = {
  "unit cost": "the cheapest for what it gets done",
  "effective throughput": "the highest effective throughput",
  spares: "the fewest spares at the highest effective throughput",
} as const;

const spares = (report: PlanReport): ReadonlyArray<string> => spareSentences(report.outcomes);

/** Percentage points, with their sign: a difference of shares. */
const points = (share: number): string => `${share < 0 ? "−" : "+"}${Math.abs(share * 100).toFixed(3)} points`;
const pointsInterval = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  `[${(from * 100).toFixed(3)}, ${(to * 100).toFixed(3)}]`.replaceAll("-", "−");

const unitCost = ({ cost }: Outcome): string =>
  cost?.perProductiveCardHour == null ? "" : humanNumber(cost.perProductiveCardHour, 4);

const currencyOf = ({ setting }: Outcome): string => {
  const currency = setting.loaded.experiment.prices?.currency ?? "";
  return currency === "" ? "" : `${currency} `;
};

const table = (report: PlanReport, style: Style): ReadonlyArray<string> => {
  const { outcomes, paths, front, recommendation } = report;
  if (outcomes.length === 0) return [];
  const isRace = outcomes.some(({ summary }) => summary.runs < report.runs);
  const hasCost = outcomes.some(({ cost }) => cost !== null);
  const row = (outcome: Outcome, index: number) => {
    const { setting, summary, cost, energyKwh } = outcome;
    const judged = decisive(summary);
    const throughput = summary.metrics.find(({ metric }) => metric === "effectiveThroughput");
    const difference = differenceFrom(report, outcome);
    const mark = { pass: style("green", "✓"), fail: style("red", "✗"), unknown: style("yellow", "?") }[summary.verdict];
    return [
      index === recommendation?.index ? style("green", "►") : front.includes(index) ? "•" : "",
      ...paths.map((_, nth) => setting.overrides[nth]?.written.value ?? ""),
      throughput === undefined ? "" : percent(throughput.mean),
      difference === undefined ? "" : `${points(difference.mean)} ${pointsInterval(difference)}`,
      judged === undefined ? "" : `${mark} ${judgedText(outcome, judged)}`,
      outcome.spares === null ? "unlimited" : humanNumber(outcome.spares),
      humanMetric(energyKwh, "kWh"),
      ...(isRace ? [humanNumber(summary.runs)] : []),
      ...(hasCost ? [cost === null ? "" : humanNumber(cost.total), unitCost(outcome)] : []),
    ];
  };
  const currency = outcomes[0] === undefined ? "" : currencyOf(outcomes[0]);
  const head = [
    "",
    ...paths,
    "throughput",
    "against the recommended",
    "target",
    "spares",
    "energy",
    ...(isRace ? ["runs"] : []),
    ...(hasCost ? [`${currency}a run`, "a card-hour"] : []),
  ];
  return [
    style("bold", "Settings"),
    ...columns(
      [head.map((cell) => style("dim", cell)), ...outcomes.map(row)],
      head.map((name, index) => (index === 0 || name === "target" ? "left" : "right")),
    ),
    style("dim", "  • nothing beats it in throughput, spares, energy and cost at once   ► recommended"),
  ];
};

const edges = ({ edges: found, range }: PlanReport, style: Style): ReadonlyArray<string> =>
  range === undefined || found.length === 0
    ? []
    : [
        style(
          "bold",
          `Where the target holds, by ${range.path} from ${range.say(range.from)} to ${range.say(range.to)}`,
        ),
        ...found.map(
          (edge) =>
            `  ${edge.setting.overrides.length === 0 ? "" : `${settingName(edge.setting)}: `}${edgeText(edge, range.say)}`,
        ),
      ];

const edgeText = ({ ends: [lower, upper], holds, fails }: EdgeFound, print: (value: number) => string): string => {
  if (lower === "pass" && upper === "pass") return "it holds at both ends, so that nothing was searched for between";
  if (lower === "fail" && upper === "fail") return "it fails at both ends, so that nothing was searched for between";
  if (holds === null && fails === null) return "nobody can tell at either end: give it more --runs";
  const parts = [
    ...(holds === null
      ? ["no value is known to hold it"]
      : [`it holds ${lower === "pass" ? "up to" : "from"} ${print(holds)}`]),
    ...(fails === null
      ? ["no value is known to fail it"]
      : [`fails ${lower === "fail" ? "up to" : "from"} ${print(fails)}`]),
  ];
  return `${parts.join(", ")}${holds !== null && fails !== null ? "; between the two these runs cannot tell" : ""}`;
};

const breakEvens = ({ breakEvens: found, range }: PlanReport, style: Style): ReadonlyArray<string> =>
  range === undefined || found.length === 0
    ? []
    : [style("bold", `Which is better, by ${range.path}`), ...found.map((one) => `  ${breakEvenText(one, range)}`)];

const breakEvenText = (
  { first, second, ends: [lower, upper], at, sure }: BreakEvenFound,
  { say: print, path, from, to }: NonNullable<PlanReport["range"]>,
): string => {
  const [a, b] = [settingName(first), settingName(second)];
  const ends = `${points(lower.mean)} ${pointsInterval(lower)} at ${print(from)}, ${points(upper.mean)} ${pointsInterval(upper)} at ${print(to)}`;
  if (at === null) {
    if (lower.mean === 0 && upper.mean === 0) return `${a} and ${b} come to the same at both ends`;
    const [better, worse] = lower.mean + upper.mean > 0 ? [a, b] : [b, a];
    const isSure = [lower, upper].every((one) => one.from > 0 || one.to < 0);
    return `${better} ${isSure ? "beats" : "is not known to be worse than"} ${worse} at both ends: ${a} gains ${ends}`;
  }
  const [above, below] = upper.mean > 0 ? [a, b] : [b, a];
  const certain =
    sure === null
      ? "the runs are too few to be sure on both sides"
      : `sure below ${print(sure.from)} and above ${print(sure.to)}`;
  return `${above} beats ${below} when ${path} is above ${print(at.to)}, and not below ${print(at.from)} (${certain}); ${a} gains ${ends}`;
};

const notes = (
  { isTargetAssumed, hasTarget, range, outcomes, runs }: PlanReport,
  style: Style,
): ReadonlyArray<string> =>
  [
    ...(isTargetAssumed
      ? [
          "the experiment asks nothing of many runs (campaign.thresholds): a setting is taken to hold the target when each threshold of a run holds in 95 % of the runs",
        ]
      : []),
    ...(outcomes.some(({ summary }) => summary.runs < runs)
      ? [
          "settings with fewer runs dropped out of the race: they surely fail the target, or are surely worse than one that holds it",
        ]
      : []),
    ...(hasTarget ? [] : ["the experiment has no threshold: nothing was judged"]),
    ...(range === undefined ? [] : ["a search assumes that what it looks for changes once between the ends"]),
    ...(outcomes.length > 1 &&
    outcomes.every(({ effectiveThroughput }) => effectiveThroughput === outcomes[0]?.effectiveThroughput)
      ? ["every setting came to the same effective throughput: does what was varied matter to this experiment?"]
      : []),
  ].map((note) => style("dim", `Note: ${note}.`));

const last = ({ command }: PlanReport, style: Style): ReadonlyArray<string> => [
  `Plan it again: ${style("cyan", command)}`,
];
