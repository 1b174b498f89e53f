import { counted, type Finding, humanDuration, type Judgement, percent, type ResultDocument } from "@ordeal/model";
import { nameOf } from "../files/load.ts";
import { type JunitCase, junitXml } from "./junit.ts";
import { markdownRow } from "./markdown.ts";
import { type PageFlags, type UnwrittenPage, writePages } from "./write-pages.ts";

/** One experiment or timeline that was run, the file that holds it, and what came of it, or why nothing did. */
export type RunOfCi =
  | { readonly file: string; readonly document: ResultDocument }
  | { readonly file: string; readonly broken: Broken };

/** A run without a result: nobody knows its verdict, and it may not be missing from a page that is all green. */
interface Broken {
  readonly title: string;
  readonly reason: string;
  /** One line that runs it again. */
  readonly command: string;
}

/** Writes what runs came to as the pages that a verb was asked for; returns those that could not be written. */
export const writeRunPages = (
  verb: "run" | "replay",
  flags: PageFlags,
  runs: ReadonlyArray<RunOfCi>,
): ReadonlyArray<UnwrittenPage> =>
  writePages(flags, { junit: () => runsJunit(verb, runs), markdown: () => runs.map(pageOf).join("\n") });

/**
 * Runs as JUnit's XML: a case for each threshold (a failure when it is broken, an error when there was nothing to measure),
 * and one for whatever else decides the verdict.
 */
const runsJunit = (verb: string, runs: ReadonlyArray<RunOfCi>): string =>
  junitXml(`ordeal ${verb}`, runs.flatMap(casesOf));

const casesOf = (run: RunOfCi): ReadonlyArray<JunitCase> => {
  const { file } = run;
  if ("broken" in run) {
    const { title, reason, command } = run.broken;
    const error = { type: "broken", message: reason };
    return [{ classname: nameOf(file), name: title, file, seconds: 0, error, out: command }];
  }
  const { experiment: classname, title, thresholds, findings, command } = run.document;
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

/** A run as Markdown, for the summary of a CI run. */
const pageOf = (run: RunOfCi): string => {
  const { file } = run;
  if ("broken" in run) {
    const { title, reason, command } = run.broken;
    return [
      `## ${marks.unknown} UNKNOWN: ${title}`,
      "",
      `\`${file}\`: ${reason}`,
      "",
      `Again: \`${command}\``,
      "",
    ].join("\n");
  }
  const { verdict, title, thresholds, findings, warnings, ledgerUs, wallUs, command, seed, cluster, assumed } =
    run.document;
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
