import { type JunitCase, junitXml } from "../ci-pages/junit.ts";
import { plainStyle } from "../print/style.ts";
import { printPlan } from "./print.ts";
import { decisive, judgedText, type PlanReport, settingCommand } from "./report.ts";
import { settingName } from "./settings.ts";

/** A plan as JUnit's XML: one case, which fails when no setting holds the target, with every setting told. */
export const planJunit = (report: PlanReport, seconds: number): string => {
  const { loaded, verdict, command, outcomes } = report;
  const message = verdict === "fail" ? "no setting holds the target" : "no setting is known to hold the target";
  const text = outcomes.map((outcome) => {
    const judged = decisive(outcome.summary);
    const said = judged === undefined ? "" : ` (${judgedText(outcome, judged)})`;
    return `${outcome.summary.verdict}: ${settingName(outcome.setting)}${said}: ${settingCommand(report, outcome.setting)}`;
  });
  const plan: JunitCase = {
    classname: loaded.name,
    name: `${loaded.experiment.title}: a setting that holds the target`,
    file: loaded.file,
    seconds,
    ...(verdict === "fail" ? { failure: { type: "plan", message, text: text.join("\n") } } : {}),
    ...(verdict === "unknown" ? { error: { type: "unknown", message, text: text.join("\n") } } : {}),
    out: command,
  };
  return junitXml("ordeal plan", [plan]);
};

const marks = { pass: "✅", fail: "❌", unknown: "❓" } as const;

/** A plan as a page of Markdown, for the summary of a CI run. */
export const planMarkdown = (report: PlanReport): string =>
  [
    `## ${marks[report.verdict]} ${report.verdict.toUpperCase()}: ${report.loaded.experiment.title}`,
    "",
    "```text",
    printPlan(report, plainStyle).trimEnd(),
    "```",
    "",
    `Again: \`${report.command}\``,
    "",
  ].join("\n");
