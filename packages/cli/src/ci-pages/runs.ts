import type { Finding, Judgement, ResultDocument } from "@ordeal/model";
import { humanDuration } from "../print/duration.ts";
import { counted, percent } from "../print/number.ts";
import { type JunitCase, junitXml } from "./junit.ts";
import { markdownRow } from "./markdown.ts";

/** One experiment that was run, and the file that holds it. */
export interface RunOfCi {
  readonly file: string;
  readonly document: ResultDocument;
}

/**
 * Runs as JUnit's XML: a case for each threshold (a failure when it is broken, an error when there was nothing to measure),
 * and one for whatever else decides the verdict.
 */
export const runsJunit = (runs: ReadonlyArray<RunOfCi>): string => junitXml("ordeal run", runs.flatMap(casesOf));

const casesOf = ({ file, document }: RunOfCi): ReadonlyArray<JunitCase> => {
  const { experiment: classname, title, thresholds, findings, command } = document;
  const about = { classname, file, seconds: 0, out: command };
  const judged = thresholds.map((judgement) => ({
    ...about,
    name: `${title}: ${judgement.expression}`,
    ...(judgement.held === false ? { failure: { type: "threshold", message: said(judgement), text: command } } : {}),
    ...(judgement.held === null ? { error: { type: "unknown", message: said(judgement) } } : {}),
  }));
  const others = findings.map(({ verdict, reason }: Finding) => ({
    ...about,
    name: `${title}: ${reason}`,
    ...(verdict === "fail" ? { failure: { type: "finding", message: reason, text: command } } : {}),
    ...(verdict === "unknown" ? { error: { type: "unknown", message: reason } } : {}),
  }));
  return [...judged, ...others];
};

const said = ({ expression, actual, baseline }: Judgement): string => {
  if (actual === null) return `${expression}: there was nothing to measure`;
  if (baseline === null) return `${expression}: found ${actual}, and there was no baseline to compare with`;
  const beside =
    baseline === undefined ? "" : `; the baseline came to ${baseline.value}, so the limit is ${baseline.limit}`;
  return `${expression}: found ${actual}${beside}`;
};

const marks = { pass: "✅", fail: "❌", unknown: "❓" } as const;

/** Runs as a page of Markdown, for the summary of a CI run. */
export const runsMarkdown = (runs: ReadonlyArray<RunOfCi>): string => runs.map(pageOf).join("\n");

/** What nobody had said of the machine, by whose figures were taken. */
const assumedLines = (assumed: ResultDocument["assumed"]): ReadonlyArray<string> =>
  assumed.length === 0
    ? []
    : [
        ...[...Map.groupBy(assumed, ({ of }) => of)].map(
          ([of, all]) => `- assumed, from ${of}: ${all.map(({ field }) => `\`${field}\``).join(", ")}`,
        ),
        "",
      ];

const pageOf = ({ file, document }: RunOfCi): string => {
  const { verdict, title, thresholds, findings, warnings, ledgerUs, wallUs, command, seed, cluster, assumed } =
    document;
  const spent = Object.entries(ledgerUs)
    .filter(([, us]) => us > 0)
    .sort(([, a], [, b]) => b - a);
  return [
    `## ${marks[verdict]} ${verdict.toUpperCase()}: ${title}`,
    "",
    `\`${file}\`, seed ${seed}, ${humanDuration(wallUs)}, on ${cluster.name}: ${counted(cluster.cards, "card")} of ${cluster.card}.`,
    "",
    ...assumedLines(assumed),
    markdownRow(["threshold", "found", "held"]),
    markdownRow(["---", "---", "---"]),
    ...thresholds.map(({ expression, actual, held }) =>
      markdownRow([
        expression,
        actual === null ? "nothing to measure" : String(actual),
        held === null ? "unknown" : held ? "yes" : "**no**",
      ]),
    ),
    "",
    ...findings.map(({ verdict, reason }) => `- ${marks[verdict]} ${reason}`),
    ...warnings.map(({ message }) => `- ⚠️ ${message}`),
    ...(findings.length + warnings.length > 0 ? [""] : []),
    "<details><summary>Where the time went</summary>",
    "",
    markdownRow(["bucket", "share", "time"]),
    markdownRow(["---", "---:", "---:"]),
    ...spent.map(([bucket, us]) => markdownRow([bucket, percent(us / wallUs), humanDuration(us)])),
    "",
    "</details>",
    "",
    `Again: \`${command}\``,
    "",
  ].join("\n");
};
