import type { Cell } from "../coverage.ts";
import type { Margin } from "../harm.ts";
import type { ScriptedFaults } from "../timeline.ts";
import type { Trial } from "../trials.ts";

/** The worst that a search saw, as data. */
export interface Worst {
  readonly harm: number;
  readonly nearest: Margin | undefined;
  readonly timeline: ScriptedFaults;
}

export const worstOf = ({ harm, margins, timeline }: Trial): Worst => ({ harm, nearest: margins[0], timeline });

/** What a search came to so far, as data that goes from one thread to another. */
export interface SearchReport {
  /** How many timelines were tried, and how many of them had their invariants checked. */
  readonly timelines: number;
  readonly checked: number;
  readonly worst: Worst | undefined;
  readonly coverage: ReadonlyArray<Cell>;
  /** A timeline that breaks a target, and its place in the search. */
  readonly found: { readonly index: number; readonly timeline: ScriptedFaults } | undefined;
}

/** What several searches came to together. */
export interface SearchOutcome extends Omit<SearchReport, "found"> {
  readonly found: { readonly worker: number; readonly index: number; readonly timeline: ScriptedFaults } | undefined;
}

/** Puts the reports of searches that went on at once together: what was found earliest counts, then the first of them. */
export const mergeReports = (reports: ReadonlyArray<SearchReport>): SearchOutcome => {
  const found = reports
    .flatMap(({ found }, worker) => (found === undefined ? [] : [{ worker, ...found }]))
    .sort((a, b) => a.index - b.index || a.worker - b.worker);
  const worst = reports.flatMap(({ worst }) => worst ?? []).sort((a, b) => b.harm - a.harm);
  const sum = (of: (report: SearchReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const [first] = reports;
  return {
    timelines: sum(({ timelines }) => timelines),
    checked: sum(({ checked }) => checked),
    worst: worst[0],
    coverage: (first?.coverage ?? []).map((cell, index) => ({
      ...cell,
      hits: sum(({ coverage }) => coverage[index]?.hits ?? 0),
    })),
    found: found[0],
  };
};
