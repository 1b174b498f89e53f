import type { Bounds, Estimated, FitCheck, FittedHazard, FittedKind, FittedRepair } from "@ordeal/explorer";
import { plural } from "@ordeal/explorer";
import { counted, DAY_US, faultKinds, humanDuration, humanNumber, percent } from "@ordeal/model";
import { fit } from "../print/fit.ts";
import type { Style } from "../print/style.ts";
import { columns } from "../print/table.ts";
import { curve, tally } from "./picture.ts";

/** What was fitted to the faults of one kind of component, for people. */
export const hazardReport = (hazard: FittedHazard, style: Style): ReadonlyArray<string> =>
  hazardLines(hazard, style).map((line) => fit(line, style));

const hazardLines = (hazard: FittedHazard, style: Style): ReadonlyArray<string> => {
  const { component, components, faults } = hazard;
  const of =
    components === undefined
      ? "a fleet that nobody counted"
      : `${humanNumber(components)} ${components === 1 ? component : plural[component]}`;
  return [
    style(
      "bold",
      `${components === 1 ? component : plural[component]}: ${counted(faults, "fault")} of ${of} in ${humanDuration(hazard.spanUs)}`,
    ),
    ...rateLines(hazard),
    ...processLines(hazard),
    "",
    ...kindLines(hazard, style),
    ...periodLines(hazard),
    ...arrivalLines(hazard, style),
    ...repairLines(hazard, style),
    ...wakeLines(hazard),
    ...spreadLines(hazard, style),
    "",
  ];
};

const between = ([low, high]: Bounds, say: (value: number) => string): string => `${say(low)} … ${say(high)}`;

/** A rate as a person reads it: per 1,000 component-days, or 1,000 days of a fleet that nobody counted. */
const say = (perUs: number): string => significant(perUs * DAY_US * 1_000);

const significant = (value: number): string =>
  value >= 1_000 ? humanNumber(value) : String(Number(value.toPrecision(4)));

const unitOf = ({ component, components }: FittedHazard): string =>
  components === undefined ? "1,000 days" : `1,000 ${component}-days`;

const rateLines = (hazard: FittedHazard): ReadonlyArray<string> => {
  const { rate, dispersion, dispersedInterval, downShare, relapse, burst } = hazard;
  const service = downShare > 0 ? ` in service (${percent(downShare)} of the time they were not)` : "";
  const lines = [
    `  ${say(rate.value)} faults per ${unitOf(hazard)}${service}; 95 %, were faults independent: ${between(rate.interval, say)}`,
  ];
  if (dispersion > 1.2) {
    const why = [
      hazard.arrivals?.law === "weibull" ? "gaps that are spread wider than at random" : "",
      burst === undefined ? "" : "bursts",
      relapse === undefined ? "" : "relapses",
      hazard.periods?.rateVariation === undefined ? "" : "good and bad periods",
    ].filter((text) => text !== "");
    lines.push(
      `  they are not: ${why.join(", ")} make the count scatter (variance ${significant(dispersion)} × mean), so that it is ${between(dispersedInterval, say)}`,
    );
  }
  return lines;
};

/** Faults of processes need processes, and a record seldom says when there were some. */
const processLines = ({ kinds }: FittedHazard): ReadonlyArray<string> => {
  const names = [
    ...new Set(kinds.filter(({ kind }) => faultKinds[kind].effect === "processes").map(({ kind }) => kind)),
  ];
  return names.length === 0
    ? []
    : [
        `  ${names.join(", ")}: of all the time that was observed; an experiment counts the time in which the job has processes`,
      ];
};

/** So many kinds and causes are listed: the file has all. */
const KINDS_MAX = 30;

const kindLines = (hazard: FittedHazard, { width }: Style): ReadonlyArray<string> => {
  const rows = hazard.kinds
    .slice(0, KINDS_MAX)
    .map((kind: FittedKind) => [
      kind.cause === undefined ? kind.kind : `${kind.kind}, ${kind.cause}`,
      humanNumber(kind.faults),
      say(kind.rate.value),
      between(kind.rate.interval, say),
      kind.repair === undefined
        ? "as all"
        : `${humanDuration(kind.repair.medianUs.value)}, ${humanDuration(kind.repair.meanUs.value)}`,
    ]);
  return [
    ...columns(
      [["kind and cause", "faults", `per ${unitOf(hazard)}`, "95 % interval (exact)", "repair: median, mean"], ...rows],
      ["left", "right", "right", "left", "left"],
      { width, heads: 1 },
    ),
    ...(hazard.kinds.length > KINDS_MAX
      ? [`  and ${counted(hazard.kinds.length - KINDS_MAX, "other")}, less frequent`]
      : []),
    "",
  ];
};

const share = (estimated: Estimated): string =>
  `${percent(estimated.value, 1)} (95 % ${between(estimated.interval, (p) => percent(p, 1))})`;

const periodLines = ({ periods }: FittedHazard): ReadonlyArray<string> => {
  if (periods === undefined) return [];
  const { everyUs, counts, rateVariation, ratePersistence, kindCorrelation, repairCorrelation } = periods;
  const lines = [
    `  Good and bad periods, of ${humanDuration(everyUs)} each (${counts.length} whole ones; arrivals ${Math.min(...counts)} to ${Math.max(...counts)}, variance ${significant(periods.dispersion)} × mean; steady ones ${significant(periods.steadyDispersion)}):`,
  ];
  if (rateVariation !== undefined && ratePersistence !== undefined)
    lines.push(
      `    their rates are spread by ${share(rateVariation)} of the mean; each is like the one before by ${share(ratePersistence)}`,
    );
  if (kindCorrelation !== undefined)
    lines.push(
      `    causes come in waves: two faults of a period are alike, beyond chance, in ${share(kindCorrelation)}`,
    );
  if (repairCorrelation !== undefined)
    lines.push(`    repairs of one period are long or short together: correlation ${share(repairCorrelation)}`);
  return [...lines, ""];
};

const arrivalLines = ({ arrivals, faults, periods }: FittedHazard, style: Style): ReadonlyArray<string> => {
  if (arrivals === undefined) return [`  Gaps: ${tooFew(faults)} to tell their law`];
  const { law, shape, gaps, chance, goodness, logRatio } = arrivals;
  const against =
    law === "weibull"
      ? `exponential gaps are e^${logRatio.toFixed(1)} times less probable`
      : `Weibull's shape makes no difference that chance does not make as well (p ${probability(chance)})`;
  return [
    `  Gaps between arrivals${periods?.rateVariation === undefined ? "" : ", at the rate of their period"} (${humanNumber(gaps)}, mean ${humanDuration(arrivals.meanUs)}): ${law === "weibull" ? "Weibull" : "exponential"}; shape ${shape.value.toFixed(3)}, 95 % ${between(shape.interval, (x) => x.toFixed(3))}; ${against}`,
    `  ${goodnessSaid(goodness, law === "weibull" ? "Weibull's law" : "the exponential law")}`,
    ...curve(arrivals.curve, "lasts longer than", style),
    "",
  ];
};

const tooFew = (count: number): string => `${counted(count, "fault")}, too few`;

const probability = (p: number): string => (p < 0.001 ? "< 0.001" : p.toPrecision(2));

const goodnessSaid = ({ statistic, probability: p }: FittedRepair["goodness"], law: string): string =>
  `Anderson-Darling ${statistic.toFixed(2)}, p ${probability(p)}: ${p < 0.05 ? `${law} does not fit well; the check below says what of it matters` : `nothing speaks against ${law}`}`;

const repairLines = ({ repair, endsUnknown }: FittedHazard, style: Style): ReadonlyArray<string> => {
  const unknown = endsUnknown === 0 ? "" : `; ${counted(endsUnknown, "fault")} without a known end left out`;
  if (repair === undefined) return [`  Repairs: too few were seen to their end to tell their law${unknown}`, ""];
  const { by, medianUs, meanUs, repairs, censored, zero, goodness, isLowerBound, likelihood } = repair;
  const parts = [
    ...(censored === 0 ? [] : [`${humanNumber(censored)} not over when the record ended`]),
    ...(zero === 0 ? [] : [`${humanNumber(zero)} too short to tell`]),
  ];
  const how =
    by === "likelihood"
      ? "by likelihood"
      : `with the ${by} of the repairs themselves (by likelihood ${humanDuration(likelihood.medianUs)} and ${humanDuration(likelihood.meanUs)})`;
  return [
    `  Repairs (${humanNumber(repairs)}${parts.length === 0 ? "" : `, of them ${parts.join(", ")}`}${unknown}): lognormal, ${how}`,
    `  median ${humanDuration(medianUs.value)}, 95 % ${between(medianUs.interval, humanDuration)}; mean ${isLowerBound ? "at least " : ""}${humanDuration(meanUs.value)}, 95 % ${between(meanUs.interval, humanDuration)}`,
    `  ${goodnessSaid(goodness, "the lognormal law")}`,
    ...curve(repair.curve, "takes longer than", style),
    "",
  ];
};

const wakeLines = ({ burst, relapse, faults }: FittedHazard): ReadonlyArray<string> => [
  burst === undefined
    ? "  Bursts: none; no two faults share their start"
    : `  Bursts: ${humanNumber(burst.sharedStarts)} of ${humanNumber(faults)} faults share their start with another; ${percent(burst.probability.value, 1)} of arrivals (95 % ${between(burst.probability.interval, (p) => percent(p, 1))}) bring ${burst.extra} more`,
  relapse === undefined
    ? "  Relapses: no more faults follow upon a repair than chance brings"
    : `  Relapses: ${humanNumber(relapse.followed)} of ${humanNumber(relapse.repairs)} repairs are followed by a fault within ${humanDuration(relapse.withinUs)}, ${relapse.byChance.toFixed(1)} would be by chance; so ${percent(relapse.probability.value, 1)} fail again, 95 % ${between(relapse.probability.interval, (p) => percent(p, 1))}`,
];

const spreadLines = ({ spread, faults }: FittedHazard, style: Style): ReadonlyArray<string> => {
  if (spread === undefined)
    return [`  Lemons: ${counted(faults, "fault")} on places that are too few, or unknown, to tell`];
  const { lemons, worstTenth, worstTenthByChance, chance, counts } = spread;
  const verdict =
    lemons === undefined
      ? `no worse than chance makes it often enough (p ${probability(chance)}), or no two sorts of nodes explain it`
      : `${percent(lemons.share.value, 1)} of the nodes (95 % ${between(lemons.share.interval, (p) => percent(p, 1))}) carry ${percent(lemons.faults.value, 1)} of the faults (95 % ${between(lemons.faults.interval, (p) => percent(p, 1))})`;
  return [
    `  Lemons (relapses apart): the worst tenth of the nodes carries ${percent(worstTenth, 1)} of the faults, by chance ${percent(worstTenthByChance, 1)}; ${verdict}`,
    ...tally(counts, style),
  ];
};

/** How the record compares with simulations of what was fitted to it. */
export const checkReport = (check: FitCheck, hazard: FittedHazard, style: Style): ReadonlyArray<string> => {
  const part = check.spanUs < hazard.spanUs ? `the first ${humanDuration(check.spanUs)} of ` : "";
  const rows = check.predictions.map(({ name, observed, simulated, held }) => {
    const say = (value: number): string => measure(name, value);
    return [
      name,
      say(observed),
      say(simulated.median),
      between(simulated.interval, say),
      held ? "yes" : style("red", "NO"),
    ];
  });
  const missed = check.predictions.filter(({ held }) => !held);
  return [
    `  Check: ${part}the record beside ${humanNumber(check.runs)} simulations of what was fitted`,
    ...columns(
      [["", "record", "simulated", "95 % of runs", "within"], ...rows],
      ["left", "right", "right", "left", "left"],
      { indent: "    ", width: style.width, heads: 1 },
    ),
    ...(missed.length === 0
      ? []
      : [
          ...(missed.some(({ name, observed, simulated }) => name === BUSIEST && observed > simulated.interval[1])
            ? ["  Faults did not come at a steady rate: fit parts of the time by themselves, with --from and --to."]
            : []),
          `  What was fitted does not give the record's ${missed.map(({ name }) => name).join("; ")}: do not ask it about that. (One in twenty is outside by chance.)`,
        ]),
    "",
  ].map((line) => fit(line, style));
};

const BUSIEST = "share of faults in the busiest tenth of the time";

const measure = (name: string, value: number): string => {
  if (name.startsWith("repair,")) return humanDuration(value);
  if (name.startsWith("share")) return percent(value, 1);
  return name.startsWith("shape") ? value.toFixed(3) : humanNumber(value, 1);
};
