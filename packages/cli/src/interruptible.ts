import { Script } from "node:vm";
import { isMainThread } from "node:worker_threads";
import * as Effect from "effect/Effect";

/** Where a script finds what it is to do: it shares nothing else with this file. */
const workKey = Symbol.for("ordeal/cli/work");
const holder = globalThis as { [workKey]?: () => void };
const script = new Script(`globalThis[Symbol.for("ordeal/cli/work")]()`, { filename: "ordeal-work" });

/** Work that does not come back by itself was cut short, by Ctrl-C or by its time limit. */
export class CutShort extends Error {
  constructor() {
    super("was cut short by Ctrl-C");
    this.name = "CutShort";
  }
}

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | null | undefined)?.code;

const underWatch = (work: () => void, options: { readonly timeout?: number; readonly breakOnSigint?: boolean }) => {
  const before = holder[workKey];
  holder[workKey] = work;
  try {
    script.runInThisContext(options);
  } finally {
    if (before === undefined) delete holder[workKey];
    else holder[workKey] = before;
  }
};

/**
 * Does work that keeps its thread to itself for long, and hears Ctrl-C meanwhile: the work is cut short where it is,
 * {@link CutShort} is thrown, and whoever listens for the signal hears it as if it came now. Ours it is to drop whatever
 * the work was changing. For work that takes long only: for some microseconds at its begin and its end the signal belongs
 * to nobody, and ends the process as it does where nobody listens, or is lost. In a thread of its own work can be ended from outside; there this changes nothing.
 */
export const interruptible = <A>(work: () => A): A => {
  // Where nobody listens, the signal ends the process, as it should: work under watch would swallow it.
  if (!isMainThread || process.listenerCount("SIGINT") === 0) return work();
  // Work that is cut short runs no `finally`: what it put aside for a while is put back here.
  const { exit } = process;
  const { write } = process.stdout;
  let answer: { readonly value: A } | undefined;
  try {
    underWatch(
      () => {
        answer = { value: work() };
      },
      { breakOnSigint: true },
    );
  } catch (error) {
    if (codeOf(error) !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    process.exit = exit;
    process.stdout.write = write;
    process.emit("SIGINT", "SIGINT");
    throw new CutShort();
  }
  return (answer as { readonly value: A }).value;
};

/** {@link interruptible}, for a fiber: cut short, it waits for the interruption that the signal brings. */
export const interruptibly = <A>(work: () => A): Effect.Effect<A> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(interruptible(work));
    } catch (error) {
      if (error instanceof CutShort) return Effect.never;
      throw error;
    }
  });

/** Does work, and cuts it short after a time; `late` makes the error that is thrown then. */
export const within = <A>(timeMs: number, work: () => A, late: () => Error): A => {
  let answer: { readonly value: A } | undefined;
  try {
    underWatch(
      () => {
        answer = { value: work() };
      },
      { timeout: timeMs },
    );
  } catch (error) {
    if (codeOf(error) !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw late();
  }
  return (answer as { readonly value: A }).value;
};
