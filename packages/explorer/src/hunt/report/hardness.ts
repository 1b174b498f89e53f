import type { Cell } from "../coverage.ts";
import { marginText } from "../story/text.ts";
import { faultInWords, startInWords } from "../story/words.ts";
import { type Phase, phaseNames } from "../watch/phase.ts";
import type { SearchOutcome } from "./search.ts";

/** How hard was looked: how many timelines, how much was hit, the worst that was seen and its distance to the target. */
export const hardnessText = ({ timelines, checked, worst, coverage, found }: SearchOutcome): ReadonlyArray<string> => {
  const hit = coverage.filter(({ hits }) => hits > 0).length;
  return [
    `${timelines.toLocaleString("en-US")} timeline${timelines === 1 ? "" : "s"}, ${checked.toLocaleString("en-US")} of them with every invariant checked; ${hit} of ${coverage.length} pairs of kind and phase hit`,
    ...(found !== undefined || worst === undefined || worst.nearest === undefined
      ? []
      : [
          `The worst: ${worst.nearest.expression} came to ${marginText(worst.nearest)}, ${roomText(worst.harm)}, with`,
          ...worst.timeline.map((fault) => `  ${faultInWords(fault)}, ${startInWords(fault, undefined)}`),
        ]),
  ];
};

const roomText = (harm: number): string =>
  harm > 0
    ? "beyond the limit"
    : `${Math.round(Math.min(1, Math.max(0, 1 + harm)) * 100)} % of the way from undisturbed to the limit`;

/** The table of what was covered: a row a kind, a column a phase, how often each was hit. */
export const coverageTable = (
  cells: ReadonlyArray<Cell>,
): { readonly head: ReadonlyArray<string>; readonly rows: ReadonlyArray<ReadonlyArray<string>> } => {
  const kinds = [...new Set(cells.map(({ kind }) => kind))];
  const hits = (kind: string, phase: Phase): number =>
    cells.find((cell) => cell.kind === kind && cell.phase === phase)?.hits ?? 0;
  return {
    head: ["", ...phaseNames],
    rows: kinds.map((kind) => [kind, ...phaseNames.map((phase) => countText(hits(kind, phase)))]),
  };
};

/** `·` for never. */
const countText = (count: number): string =>
  count === 0 ? "·" : count < 10_000 ? String(count) : `${Math.round(count / 1_000)}k`;
