import { coverageTable, hardnessText, storyText } from "@ordeal/explorer";
import { ordealCommand, printBudget } from "@ordeal/model";
import { junitXml } from "../ci-pages/junit.ts";
import { markdownRow as row } from "../ci-pages/markdown.ts";
import { type HuntReport, propertyOf } from "./report.ts";

/** A hunt as JUnit's XML: one suite with one test case, which a counterexample fails. */
export const junitText = (report: HuntReport, seconds: number): string => {
  const { loaded, small, searched, command, isInterrupted } = report;
  const story = small === undefined ? [] : [...storyText(small.story), "", command];
  return junitXml("ordeal hunt", [
    {
      classname: loaded.name,
      name: propertyOf(report),
      file: loaded.file,
      seconds,
      failure:
        small === undefined
          ? undefined
          : { type: "counterexample", message: small.story.title, text: story.join("\n") },
      error:
        small === undefined && isInterrupted
          ? { type: "interrupted", message: "interrupted before it came to an end" }
          : undefined,
      out: [...hardnessText(searched), command].join("\n"),
    },
  ]);
};

/** A hunt as a page of Markdown, for the summary of a CI run. */
export const markdownText = (report: HuntReport): string => {
  const { loaded, budget, searchSeed, searched, small, saved, command } = report;
  const { head, rows } = coverageTable(searched.coverage);
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
