import * as NodeRuntime from "@effect/platform-node-shared/NodeRuntime";
import * as Context from "effect/Context";
import * as CliConfig from "effect/cli/CliConfig";
import * as CliOutput from "effect/cli/CliOutput";
import * as Command from "effect/cli/Command";
import * as GlobalFlag from "effect/cli/GlobalFlag";
import * as Effect from "effect/Effect";
import * as Runtime from "effect/Runtime";
import { systemReason } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { Ended, exitCodes } from "../verbs/exit.ts";
import { refuse } from "../verbs/refuse.ts";
import { version } from "../version.ts";
import { ordeal } from "./command.ts";
import { flagsFromEnvironment } from "./environment.ts";
import { printingOneDocument, wantsJson } from "./one-document.ts";
import { presenterFor } from "./presenter.ts";
import { flagsForWords } from "./words.ts";

/**
 * What `effect/cli` may use for prompts, for flags that read files and for child processes. Ordeal has none of these,
 * and loading the platform's would cost a third of the start-up time.
 */
const noServices = Context.empty() as Context.Context<Command.Environment>;

/** Runs the command line; fails with the exit code unless that is 0. */
export const main = (typed: ReadonlyArray<string>) => {
  const { args, taken, problems } = flagsFromEnvironment(flagsForWords(typed));
  const json = wantsJson(args);
  const command = Effect.gen(function* () {
    const { err } = yield* Screen;
    for (const line of taken) err.write(`${line}\n`);
    if (problems.length === 0) return yield* Command.runWith(ordeal, { version })(args);
    return yield* new Ended({ exitCode: yield* refuse({ json }, problems.join("\n")) });
  });
  const ended = command.pipe(
    Effect.catchDefect(broken),
    Effect.catchTag("ShowHelp", () => Effect.fail(new Ended({ exitCode: exitCodes.badInput }))),
  );
  return (json ? printingOneDocument(ended) : ended).pipe(
    Effect.provideService(CliOutput.Presenter, presenterFor(json)),
    Effect.provideService(
      CliConfig.CliConfig,
      CliConfig.make({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] }),
    ),
    Effect.provideContext(noServices),
  );
};

/** A fault of Ordeal's own, outside of any run. The only place that shows a stack: it is for whoever fixes it. */
const broken = Effect.fnUntraced(function* (defect: unknown) {
  const { err } = yield* Screen;
  const what = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect);
  err.write(`Ordeal itself broke. Please report this:\n${what}\n`);
  return yield* new Ended({ exitCode: exitCodes.unknown });
});

/** Runs this process's command line and ends the process with its exit code. */
export const start = (): void => {
  const unwritable: { error?: NodeJS.ErrnoException } = {};
  // What the command came to did not arrive, so that nobody may take it for a pass.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (unwritable.error === undefined && error.code !== "EPIPE" && error.code !== "EIO") {
      process.stderr.write(`stdout cannot be written: ${systemReason(error)}. The verdict is unknown.\n`);
    }
    unwritable.error ??= error;
  });
  // Nobody is left to be told.
  process.stderr.on("error", () => {});
  // A terminal that is closed, and who asks for a quick end, leave no fault behind either.
  for (const signal of ["SIGHUP", "SIGQUIT"] as const) process.on(signal, () => process.emit("SIGINT"));
  // The terminal writes ^C where the cursor is: what is told of the interruption begins on a line of its own.
  process.prependListener("SIGINT", () => (process.stderr.isTTY ? process.stderr.write("\r\u001b[K") : undefined));
  NodeRuntime.runMain(main(process.argv.slice(2)), {
    // What was written goes out first: not every platform writes to pipes synchronously.
    teardown: (exit, end) =>
      Runtime.defaultTeardown(exit, (code) =>
        process.stdout.write("", () =>
          // The stream tells of its failure after it has called back.
          setImmediate(() => end(code === exitCodes.held && unwritable.error !== undefined ? exitCodes.unknown : code)),
        ),
      ),
  });
};
