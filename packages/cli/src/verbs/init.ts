import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ordealCommand } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { reasonOf } from "../files/read-text.ts";
import { answersOf } from "../init/answers.ts";
import { askPerson, type Given, openQuestions, problemsOf, withDefaults } from "../init/ask.ts";
import { experimentText, SCHEMA_FILE } from "../init/template.ts";
import { shellWord } from "../print/shell.ts";
import { experimentSchema } from "../reference/editor-schema.ts";
import { isTerminal, Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";

export interface InitFlags {
  readonly file: string;
  readonly given: Given;
  readonly force: boolean;
}

/** Writes an experiment to start from, and the JSON Schema that editors check it by. Returns the exit code. */
export const init = Effect.fnUntraced(function* ({ file, given, force }: InitFlags) {
  const { out, err } = yield* Screen;
  const problems = problemsOf(given);
  const isYaml = /\.ya?ml$/.test(file);
  if (problems.length > 0 || !isYaml) {
    err.write(
      `${[...problems, ...(isYaml ? [] : [`${file} expected a name that ends in .yaml`])].join("\n")}\nNothing was written.\n`,
    );
    return exitCodes.badInput;
  }
  if (!force && existsSync(file)) {
    err.write(`${file} is there already, and was left as it is: name another file, or write over it with --force\n`);
    return exitCodes.badInput;
  }
  const open = openQuestions(given);
  const asks = open.length > 0 && isTerminal(err) && process.stdin.isTTY === true;
  const texts = asks
    ? yield* Effect.promise((signal) => askPerson(given, process.stdin, err, signal).catch(() => undefined))
    : withDefaults(given);
  if (texts === undefined) {
    err.write("\nNothing was written.\n");
    return exitCodes.interrupted;
  }
  const schema = join(dirname(file), SCHEMA_FILE);
  try {
    // The experiment last: it is there only when all that it names is.
    mkdirSync(dirname(schema), { recursive: true });
    writeFileSync(schema, `${JSON.stringify(experimentSchema())}\n`);
    writeFileSync(file, experimentText(answersOf(texts)), { flag: force ? "w" : "wx" });
  } catch (error) {
    err.write(`${file} cannot be written: ${reasonOf(error)}\n`);
    return exitCodes.badInput;
  }
  if (!asks && open.length > 0) {
    const assumed = open.map(({ flag, name }) => `${flag} ${shellWord(texts[name])}`);
    err.write(`Assumed, since nobody said otherwise: ${assumed.join(" ")}\n`);
  }
  out.write(`Wrote ${file}, and ${schema} for editors.\nNext: ${ordealCommand} run ${shellWord(file)}\n`);
  return exitCodes.held;
});
