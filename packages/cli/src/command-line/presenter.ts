import { ordealCommand } from "@ordeal/model/command-name";
import type * as CliError from "effect/cli/CliError";
import type * as CliOutput from "effect/cli/CliOutput";
import * as Effect from "effect/Effect";
import { styleFor } from "../print/style.ts";
import { Screen } from "../screen.ts";
import { commandProblem } from "../verbs/refuse.ts";
import { printHelp, printUsage } from "./help.ts";

/** Help that was asked for goes to stdout; what is said about a wrong call goes to stderr, with what to do next. */
export const presenterFor = (json: boolean): CliOutput.Presenter => ({
  present: Effect.fnUntraced(function* (event) {
    const { out, err } = yield* Screen;
    switch (event._tag) {
      case "Version":
        out.write(`${event.version}\n`);
        return;
      case "Help": {
        const stream = event.reason === "Requested" ? out : err;
        stream.write(`${printHelp(event.helpDoc, styleFor(stream))}\n`);
        return;
      }
      case "InvalidInvocation": {
        const style = styleFor(err);
        const told = [...new Set(event.errors.map(explain))];
        const errors = told.map((error) => `${style("red", "error:")} ${error}\n`);
        const help = [ordealCommand, ...event.commandPath.slice(1), "--help"].join(" ");
        err.write(`${errors.join("")}\nUsage: ${printUsage(event.helpDoc)}\nFor examples and all flags: ${help}\n`);
        if (json) out.write(`${JSON.stringify({ problems: told.map(commandProblem) }, null, 2)}\n`);
      }
    }
  }),
});

const suggest = (suggestions: ReadonlyArray<string>): string =>
  suggestions.length === 0 ? "" : `; did you mean ${suggestions.join(" or ")}?`;

/** A wrong call in words: what is wrong, and what was expected. */
const explain = (error: CliError.NonShowHelpErrors): string => {
  switch (error._tag) {
    case "UnrecognizedOption":
      return `there is no flag ${error.option}${suggest(error.suggestions)}`;
    case "UnknownSubcommand":
      return `there is no verb "${error.subcommand}"${suggest(error.suggestions)}`;
    case "MissingArgument":
      return `${error.argument} is missing: name at least one`;
    case "InvalidValue":
      return explainValue(error);
    default:
      return error.message;
  }
};

const explainValue = ({ kind, option, value, expected }: CliError.InvalidValue): string => {
  const name = kind === "flag" ? `--${option}` : option;
  const wanted = expected
    .replace(/^Expected:? /, "expected ")
    .replace(/, got .*$/, "")
    .replace("a string representing a finite", "a");
  return value === "" ? `${name} needs a value` : `${name} ${JSON.stringify(value)} is not valid: ${wanted}`;
};
