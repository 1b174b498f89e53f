import { ordealCommand } from "@ordeal/model/command-name";
import * as Context from "effect/Context";
import type { FlagDoc, HelpDoc } from "effect/cli/HelpDoc";
import * as Option from "effect/Option";
import { proseWidth, type Style } from "../print/style.ts";
import { wrap } from "../print/wrap.ts";
import { variableOf } from "./environment.ts";
import { ExitCodes } from "./exit-codes.ts";

/** A name that is longer stands on a line of its own. */
const NAME_MAX = 22;

/** Two columns, the second wrapped below itself. */
const pairs = (rows: ReadonlyArray<readonly [string, string]>, width: number): ReadonlyArray<string> => {
  const left = Math.min(NAME_MAX, Math.max(...rows.map(([name]) => name.length))) + 4;
  return rows.flatMap(([name, text]) => {
    const lines = wrap(text, width - left);
    const isLong = name.length > NAME_MAX;
    return [
      ...(isLong ? [`  ${name}`] : []),
      ...lines.map((line, index) => `${(index === 0 && !isLong ? `  ${name}` : "").padEnd(left)}${line}`),
    ];
  });
};

/** How a verb is called: `pnpm ordeal run EXPERIMENT… [flags]`. */
export const printUsage = ({ commandPath = [], args = [], subcommands = [] }: HelpDoc): string => {
  const written = args.map(({ name, variadic }) => `${name}${variadic ? "…" : ""}`);
  return [ordealCommand, ...commandPath.slice(1), ...(subcommands.length > 0 ? ["VERB"] : written), "[flags]"].join(
    " ",
  );
};

const flagName = ({ name, type }: FlagDoc): string => (type === "boolean" ? `--${name}` : `--${name} ${type}`);

const STANDS_IN =
  "Where a flag is not given, the variable of the environment that stands in brackets behind it takes its place.";

/** What a flag does, and which variable of the environment may stand in for it. */
const described = ({ name, description }: FlagDoc, verb: string | undefined): string => {
  const variable = variableOf(verb, name);
  return `${Option.getOrElse(description, () => "")}${variable === undefined ? "" : ` [${variable}]`}`;
};

/** The help of a command: what it does, how it is called, what it takes, examples, exit codes. */
export const printHelp = (doc: HelpDoc, style: Style): string => {
  const { args = [], subcommands = [], examples = [], globalFlags = [], commandPath: [, verb] = [] } = doc;
  const width = proseWidth(style);
  const section = (title: string, lines: ReadonlyArray<string>) =>
    lines.length === 0 ? [] : [style("bold", title), ...lines, ""];
  const listed = (flags: ReadonlyArray<FlagDoc>) =>
    flags.map((flag) => [flagName(flag), described(flag, verb)] as const);
  const verbs = subcommands.flatMap(({ commands }) =>
    commands.map(({ name, description }) => [name, description] as const),
  );
  const hasVariables = doc.flags.some(({ name }) => variableOf(verb, name) !== undefined);
  const codes = Object.entries(Context.get(doc.annotations, ExitCodes));
  const table = (rows: ReadonlyArray<readonly [string, string]>) => (rows.length === 0 ? [] : pairs(rows, width));
  return [
    ...wrap(doc.description.endsWith("?") ? doc.description : `${doc.description}.`, width),
    "",
    ...section("Usage", [`  ${printUsage(doc)}`]),
    ...section("Verbs", table(verbs)),
    ...section(
      "Arguments",
      table(
        args.map(({ name, variadic, description }) => [
          `${name}${variadic ? "…" : ""}`,
          Option.getOrElse(description, () => ""),
        ]),
      ),
    ),
    ...section("Flags", table(listed([...doc.flags, ...globalFlags]))),
    ...section(
      "Examples",
      examples.flatMap(({ command, description }) => [
        ...(description === undefined ? [] : [style("dim", `  # ${description}`)]),
        `  ${command}`,
      ]),
    ),
    ...(hasVariables ? [...wrap(STANDS_IN, width), ""] : []),
    ...section("Exit codes", table(codes)),
  ]
    .join("\n")
    .trimEnd();
};
