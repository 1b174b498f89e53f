import { coverageTable, hardnessText, storyText } from "@ordeal/explorer";
import { ordealCommand, printBudget } from "@ordeal/model";
import { XMLBuilder } from "fast-xml-parser";
import { type HuntReport, propertyOf } from "./report.ts";

/** A hunt as JUnit's XML: one suite with one test case, which a counterexample fails. */
export const junitText = (report: HuntReport, seconds: number): string => {
  const { loaded, small, searched, command, isInterrupted } = report;
  const counts = {
    "@tests": 1,
    "@failures": small === undefined ? 0 : 1,
    "@errors": small === undefined && isInterrupted ? 1 : 0,
    "@time": seconds.toFixed(3),
  };
  const story = small === undefined ? [] : [...storyText(small.story), "", command];
  const testcase = {
    "@classname": loaded.name,
    "@name": propertyOf(report),
    "@file": loaded.file,
    "@time": seconds.toFixed(3),
    ...(small === undefined
      ? {}
      : { failure: { "@type": "counterexample", "@message": small.story.title, text: story.join("\n") } }),
    ...(small === undefined && isInterrupted
      ? { error: { "@type": "interrupted", "@message": "interrupted before it came to an end" } }
      : {}),
    "system-out": [...hardnessText(searched), command].join("\n"),
  };
  return new XMLBuilder({
    attributeNamePrefix: "@",
    textNodeName: "text",
    ignoreAttributes: false,
    format: true,
  }).build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: { ...counts, testsuite: { "@name": "ordeal hunt", ...counts, testcase } },
  });
};

/** A hunt as a page of Markdown, for the summary of a CI run. */
export const markdownText = (report: HuntReport): string => {
  const { loaded, budget, searchSeed, searched, small, saved, command } = report;
  const { head, rows } = coverageTable(searched.coverage);
  const row = (cells: ReadonlyArray<string>) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const fenced = (lines: ReadonlyArray<string>) => ["```text", ...lines, "```"];
  return [
    `## ${small === undefined ? "✅ No counterexample" : "❌ Broken"}: ${loaded.experiment.title}`,
    "",
    `Every timeline within _${printBudget(budget)}_, search seed ${searchSeed}${report.isInterrupted ? ", interrupted" : ""}.`,
    "",
    ...(small === undefined ? [] : [...fenced(storyText(small.story)), ""]),
    ...(saved === undefined ? [] : [`Fails again: \`${ordealCommand} replay ${saved.timeline}\``, ""]),
    "How hard was looked:",
    "",
    ...fenced(hardnessText(searched)),
    "",
    "<details><summary>How often each kind of fault struck in each phase of the run</summary>",
    "",
    row(head),
    row(head.map(() => "---")),
    ...rows.map(row),
    "",
    "</details>",
    "",
    `Again: \`${command}\``,
    "",
  ].join("\n");
};
