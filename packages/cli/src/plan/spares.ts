import { decisive, judgedText } from "./report.ts";
import type { Outcome } from "./settings.ts";

/** What changes the number of spares, and nothing else that matters. */
const sparePaths = new Set(["cluster.nodes"]);

/**
 * The answer to how many spares it takes: *70 spares hold P(…) with probability p; 60 do not*, for each combination of the
 * other settings. Nothing where spares were not varied.
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
    return [
      `${where}${enough === undefined ? noneHold(known.at(-1)) : [told(enough, true), told(fewer, false)].filter((text) => text !== "").join("; ")}.`,
    ];
  });
};

const noneHold = (most: Outcome | undefined): string => {
  const judged = most === undefined ? undefined : decisive(most.summary);
  if (most === undefined || judged === undefined) return "nothing was judged";
  return `no number of spares that was tried is known to hold ${judged.expression}: ${most.spares} come to ${judgedText(most, judged)}`;
};

const told = (outcome: Outcome | undefined, holds: boolean): string => {
  const judged = outcome === undefined ? undefined : decisive(outcome.summary);
  if (outcome === undefined || judged === undefined) return "";
  const { spares, summary } = outcome;
  const seen = judgedText(outcome, judged);
  if (holds) return `${spares} spares hold ${judged.expression}: ${seen}`;
  const not = summary.verdict === "fail" ? "do not" : "are not known to";
  return `${spares} ${not}: ${seen}`;
};
