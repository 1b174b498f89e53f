import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import * as Effect from "effect/Effect";
import { fixturesFolder } from "../files/fixtures.ts";
import { reasonOf } from "../files/read-text.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";

export interface HookFlags {
  readonly out: string | undefined;
  readonly training: boolean;
  readonly benchmark: boolean;
  readonly python: string;
  readonly force: boolean;
}

/** A benchmark takes about a second; one that has not ended by then is stopped. */
const BENCHMARK_MS_MAX = 60_000;

const file = (name: string): string => join(fixturesFolder, "live", name);

/** Prints the hook, or the training that uses it, or what an event costs. Returns the exit code. */
export const hook = Effect.fnUntraced(function* ({ out, training, benchmark, python, force }: HookFlags) {
  const screen = yield* Screen;
  if (benchmark && (out !== undefined || training)) {
    screen.err.write("--benchmark measures, and writes nothing: leave out --out and --training\n");
    return exitCodes.badInput;
  }
  if (benchmark) {
    const measured = yield* Effect.promise(() => measure(python));
    if ("text" in measured) screen.out.write(measured.text);
    else screen.err.write(`the hook could not be measured: ${measured.failed}\n`);
    return "text" in measured ? exitCodes.held : exitCodes.unknown;
  }
  const text = readFileSync(file(training ? "train.py" : "ordeal_hook.py"), "utf8");
  if (out === undefined) {
    screen.out.write(text);
    return exitCodes.held;
  }
  try {
    writeFileSync(out, text, { flag: force ? "w" : "wx" });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
    screen.err.write(
      isThere
        ? `${out} is there already, and was left as it is: name another file, or write over it with --force\n`
        : `${out} cannot be written: ${reasonOf(error)}\n`,
    );
    return exitCodes.badInput;
  }
  screen.err.write(
    training
      ? `Wrote ${out}. It imports ordeal_hook.py, which has to lie beside it: --help after it tells what it takes.\n`
      : `Wrote ${out}. Import it in your training, and set ORDEAL_EVENTS to a folder: it writes there, one file a rank.\n`,
  );
  return exitCodes.held;
});

const measure = async (python: string): Promise<{ readonly text: string } | { readonly failed: string }> => {
  try {
    const { stdout } = await promisify(execFile)(python, [file("bench_hook.py")], { timeout: BENCHMARK_MS_MAX });
    return { text: stdout };
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    return { failed: code === "ENOENT" ? `there is no ${python}; name one with --python` : reasonOf(error) };
  }
};
