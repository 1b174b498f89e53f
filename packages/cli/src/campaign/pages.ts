import type { DistributionJudgement } from "@ordeal/explorer";
import { type JunitCase, junitXml } from "../ci-pages/junit.ts";
import { markdownRow } from "../ci-pages/markdown.ts";
import { plainStyle } from "../print/style.ts";
import { printCampaign } from "./print.ts";
import type { CampaignReport } from "./report.ts";

/** A campaign as JUnit's XML: a case for each threshold on the distribution; what nobody can tell is an error. */
export const campaignJunit = ({ loaded, summary, command }: CampaignReport, seconds: number): string => {
  const about = { classname: loaded.name, file: loaded.file, seconds, out: command };
  const cases = summary.judgements.map((judgement): JunitCase => {
    const message = said(judgement);
    return {
      ...about,
      name: `${loaded.experiment.title}: ${judgement.expression}`,
      ...(judgement.held === false ? { failure: { type: "threshold", message, text: command } } : {}),
      ...(judgement.held === null ? { error: { type: "unknown", message } } : {}),
    };
  });
  const nothing: JunitCase = {
    ...about,
    name: loaded.experiment.title,
    error: { type: "unknown", message: "no thresholds on the distribution: nothing was judged" },
  };
  return junitXml("ordeal campaign", cases.length === 0 ? [nothing] : cases);
};

const said = ({ expression, actual, interval, why }: DistributionJudgement): string =>
  `${expression}: ${actual === null ? "nothing to measure" : `found ${actual}`}${interval === null ? "" : ` [${interval.from}, ${interval.to}]`}${why === null ? "" : `; ${why}`}`;

const marks = { pass: "✅", fail: "❌", unknown: "❓" } as const;

/** A campaign as a page of Markdown, for the summary of a CI run. */
export const campaignMarkdown = (report: CampaignReport): string => {
  const { loaded, summary, command } = report;
  return [
    `## ${marks[summary.verdict]} ${summary.verdict.toUpperCase()}: ${loaded.experiment.title}`,
    "",
    `\`${loaded.file}\`, ${summary.runs} runs, seeds ${summary.from} to ${summary.from + summary.runs - 1}.`,
    "",
    markdownRow(["threshold", "found", "95 %", "held"]),
    markdownRow(["---", "---", "---", "---"]),
    ...summary.judgements.map(({ expression, actual, interval, held, why }) =>
      markdownRow([
        expression,
        actual === null ? "nothing to measure" : String(actual),
        interval === null ? "" : `${interval.from} … ${interval.to}`,
        held === null ? `unknown: ${why ?? ""}` : held ? "yes" : "**no**",
      ]),
    ),
    "",
    "<details><summary>Everything</summary>",
    "",
    "```text",
    printCampaign(report, plainStyle).trimEnd(),
    "```",
    "",
    "</details>",
    "",
    `Again: \`${command}\``,
    "",
  ].join("\n");
};
