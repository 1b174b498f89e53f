import type { CampaignSummary, Until } from "@ordeal/explorer";
import type { LoadedExperiment } from "../files/load.ts";
import { commandOf } from "../run/reproduce.ts";
import { version } from "../version.ts";

/** What a campaign came to, for every way to tell it. */
export interface CampaignReport {
  readonly loaded: LoadedExperiment;
  readonly campaign: string;
  readonly summary: CampaignSummary;
  /** How exactly a metric was to be known, and whether it is. */
  readonly until: (Until & { readonly reached: boolean }) | undefined;
  /** What is assumed, and what makes the figures worth less than they look. */
  readonly notes: ReadonlyArray<string>;
  /** What runs the same campaign again. */
  readonly command: string;
}

/** What runs one seed of the campaign alone. */
export const replayCommand = ({ loaded }: CampaignReport, seed: number): string =>
  commandOf({
    ...loaded,
    experiment: { ...loaded.experiment, seed },
    // What is asked of many runs says nothing of one.
    overrides: loaded.overrides.filter(({ path }) => path[0] !== "campaign"),
  });

/** The document of `campaign --json`: the same bytes for the same seeds, whoever ran them. Durations are seconds. */
export const campaignDocument = (report: CampaignReport) => {
  const { loaded, campaign, summary, until, notes, command } = report;
  const { from, runs, headline, ...rest } = summary;
  return {
    ordeal: version,
    experiment: loaded.name,
    title: loaded.experiment.title,
    campaign,
    seeds: { from, runs },
    until: until === undefined ? null : { expression: until.expression, reached: until.reached, sequential: true },
    ...rest,
    histogram: { metric: headline.metric, statistic: headline.statistic, ...headline.histogram },
    worst: headline.worst.map(({ seed, value }) => ({ seed, value, command: replayCommand(report, seed) })),
    notes,
    command,
  };
};

/** What a reader should know of how the runs were made. */
export const notesOf = (
  { experiment }: LoadedExperiment,
  summary: CampaignSummary,
  until?: Until,
): ReadonlyArray<string> => [
  ...(experiment.stopWhen.length > 0 ? ["stopWhen is left out: every run goes to its end"] : []),
  ...(experiment.steadyState === undefined ? [] : ["the steady state is not looked at: thresholds judge every run"]),
  ...(summary.runs > 1 && summary.metrics.every(({ least, greatest }) => least === greatest)
    ? ["every seed came to the same: nothing in the experiment is left to chance"]
    : []),
  ...(until === undefined
    ? []
    : [
        "the number of runs was chosen by looking at them: the intervals are sequential, and hold a little less than 95 %",
      ]),
];
