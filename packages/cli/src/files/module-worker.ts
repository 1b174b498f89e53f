import { parentPort, workerData } from "node:worker_threads";
import type { Tried } from "./module-trial.ts";
import { ValueTooLarge, writtenValue } from "./module-value.ts";

/**
 * Loads a module that somebody wrote in a thread of its own, says what it exports and what it did besides, and goes on for
 * as long as the module keeps it going.
 */
const { url, source } = workerData as { readonly url: string; readonly source: string };
const say = (tried: Tried): void => parentPort?.postMessage(tried);

const endThread = process.exit.bind(process);
const exit = (code?: number | string | null): never => {
  say({ exited: Number(code ?? process.exitCode ?? 0) });
  return endThread(1);
};
process.exit = exit;
// A thread shares its process: a signal that it sends to itself would end the whole command.
const noSignals = (): never => {
  throw new Error("sends signals: a module only says what is to be run");
};
Object.assign(process, { reallyExit: exit, kill: noSignals, abort: exit });

const errorSaid = (error: unknown) =>
  error instanceof Error ? { message: error.message, stack: error.stack ?? "" } : { message: String(error), stack: "" };
const fail = (error: unknown): never => {
  say({ threw: errorSaid(error), isRefused: error instanceof ValueTooLarge });
  return endThread(1);
};
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

/** What no message carries: such a value has to be made where it is used. */
const isLocal = (value: unknown): boolean =>
  (typeof value === "object" && value !== null) || typeof value === "symbol" || typeof value === "function";

const load = async (): Promise<void> => {
  const module = (await import(url)) as { readonly default?: unknown };
  say({ isImported: true });
  const value = await module.default;
  let isHere = false;
  const written = writtenValue(value, { source }, () => {
    isHere = true;
    return undefined;
  });
  const hasLocal = (part: typeof written): boolean => {
    if (part.kind === "value") return isLocal(part.value);
    if (part.kind === "list") return part.items.some(hasLocal);
    return [...part.fields.values()].some((field) => hasLocal(field.value));
  };
  if (value === undefined) say({ isEmpty: true });
  else say(isHere || hasLocal(written) ? { isProgram: true } : { written });
};

// Not awaited here: a module that waits for ever is nothing to warn of, and ends the thread all the same.
load().catch(fail);
