import { humanNumber } from "@ordeal/model";
import { decisive, judgedText } from "./report.ts";
import type { Outcome } from "./settings.ts";

/** What changes the number of spares, and nothing else that matters. */
const sparePaths = new Set(["cluster.nodes", "job.nodes"]);

/**
 * The answer to how many spares it takes: *70 spares hold P(…) with probability p; 60 do not*, for each combination of the
 * other settings, beside how many nodes were down at once. Nothing where spares were not varied.
 */
export const spareSentences = (outcomes: ReadonlyArray<Outcome>): ReadonlyArray<string> => {
  const groups = Map.groupBy(outcomes, ({ setting }) =>
    setting.overrides
      .filter(({ written }) => !sparePaths.has(written.path))
      .map(({ written }) => `${written.path}=${written.value}`)
      .join(", "),
  );
  return [...groups].flatMap(([others, group]) => {
    const known = group.filter(({ spares }) => spares !== null).toSorted((a, b) => (a.spares ?? 0) - (b.spares ?? 0));
    const isVaried = known.length > 1 && known[0]?.spares !== known.at(-1)?.spares;
    if (!isVaried || known.every(({ summary }) => summary.judgements.length === 0)) return [];
    const place = known.findIndex(({ summary }) => summary.verdict === "pass");
    const enough = known[place];
    const fewer = known[(place < 0 ? known.length : place) - 1];
    const where = others === "" ? "" : `With ${others}: `;
    return [`${where}${enough === undefined ? noneHold(known.at(-1)) : sentence(enough, fewer)}.`];
  });
};

const noneHold = (most: Outcome | undefined): string => {
  const judged = most === undefined ? undefined : decisive(most.summary);
  if (most === undefined || judged === undefined) return "nothing was judged";
  return `no number of spares that was tried is known to hold ${judged.expression}: ${most.spares} come to ${judgedText(most, judged)}`;
};

/** Both are told by the one judgement that fewer spares do not hold, where there are fewer. */
const sentence = (enough: Outcome, fewer: Outcome | undefined): string => {
  const short = fewer === undefined ? undefined : decisive(fewer.summary);
  const of = ({ summary }: Outcome) => summary.judgements.find(({ expression }) => expression === short?.expression);
  const judged = of(enough) ?? decisive(enough.summary);
  if (judged === undefined) return "nothing was judged";
  const held = `${enough.spares} spares hold ${judged.expression}: ${judgedText(enough, judged)}`;
  if (fewer === undefined || short === undefined) return `${held}${nodesDown(enough)}`;
  const not = fewer.summary.verdict === "fail" ? "do not" : "are not known to";
  return `${held}; ${fewer.spares} ${not}: ${judgedText(fewer, short)}${nodesDown(enough)}`;
};

/** What spares stand in for: how many nodes were down at once in these runs, on average and at most in 99 % of the time. */
const nodesDown = ({ summary }: Outcome): string => {
  const [mean, p99] = (["mean", "p99"] as const).map((statistic) =>
    summary.metrics.find((one) => one.metric === "nodesDown" && one.statistic === statistic),
  );
  return mean === undefined || p99 === undefined
    ? ""
    : ` (nodes down: ${humanNumber(mean.mean, 1)} on average, p99 ${humanNumber(p99.mean, 1)})`;
};
