import { execFile } from "node:child_process";

/** How long a command of the machine's may take, and how much of what it says is kept. */
const COMMAND_MS = 10_000;
const OUTPUT_BYTES_MAX = 1_048_576;

let mark: Readonly<Record<string, string>> = {};

/** From now on every command carries this in its environment, so that those that were begun are found again. */
export const markCommands = (environment: Readonly<Record<string, string>>): void => {
  mark = environment;
};

/** A command that ended with another code than 0, did not begin, or took too long. */
export class CommandFailed extends Error {
  constructor(argv: ReadonlyArray<string>, reason: string) {
    super(`${argv.join(" ")}: ${reason}`);
  }
}

/** A program and its arguments. */
export type Argv = readonly [string, ...ReadonlyArray<string>];

export interface CommandOptions {
  /** Put beside the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether that is all of it. */
  readonly isBare?: boolean;
  readonly timeoutMs?: number;
}

/** Runs a command, given as a list of arguments and never by a shell; its output. Rejects with {@link CommandFailed}. */
export const command = (
  argv: Argv,
  { environment = {}, isBare = false, timeoutMs = COMMAND_MS }: CommandOptions = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const [file, ...args] = argv;
    const options = {
      env: { ...(isBare ? {} : { ...process.env, ...mark }), ...environment, LC_ALL: "C" },
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      maxBuffer: OUTPUT_BYTES_MAX,
    } as const;
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const [said = ""] = stderr.trim().split("\n");
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const reason = error.killed ? `did not end within ${timeoutMs / 1_000} s` : isMissing ? "is not installed" : said;
      reject(new CommandFailed(argv, reason || error.message));
    });
  });
