import { pathToFileURL } from "node:url";
import { guarded, loadGuarded } from "./guarded.ts";
import { type Trial, type TrialTimes, tryModule } from "./module-trial.ts";
import { ValueTooLarge, writtenValue } from "./module-value.ts";
import type { SourcePosition } from "./source-position.ts";
import type { Reading } from "./yaml.ts";

/**
 * Loads a TypeScript or JavaScript module and takes its default export. Places in it are not known to the line.
 *
 * It is tried in a thread of its own first. What exports data is not loaded a second time; functions have to be called
 * here, so that a module which has them is imported once it has behaved, and every call of theirs is guarded.
 */
export const readModule = async (file: string, source: string, times?: TrialTimes): Promise<Reading> => {
  const place = { source };
  const refuse = (message: string, at: SourcePosition = place): Reading => ({
    problems: [{ place: at, path: [], message }],
  });
  const { href } = pathToFileURL(file);
  const trial: Trial = await tryModule(href, source, times);
  if ("misbehaved" in trial) return refuse(trial.misbehaved);
  if ("isEmpty" in trial) return refuse("has no default export: end it with `export default experiment({ … })`");
  if ("written" in trial) return { written: trial.written, problems: [] };
  if ("threw" in trial)
    return trial.isRefused
      ? refuse(trial.threw.message)
      : refuse(explain(trial.threw, file), placeOfError(trial.threw, file, source));
  try {
    const value = await loadGuarded(async () => ((await import(href)) as { readonly default?: unknown }).default);
    return { written: writtenValue(value, place, guarded), problems: [] };
  } catch (error) {
    if (error instanceof ValueTooLarge) return refuse(error.message);
    const said = error instanceof Error ? error : new Error(String(error));
    return refuse(explain(said, file), placeOfError(said, file, source));
  }
};

/** What is left of an error that came from another thread. */
interface Said {
  readonly message: string;
  readonly stack?: string;
}

const explain = ({ message }: Said, file: string): string => {
  const lines = message
    .replaceAll(`${file}:`, "")
    .split("\n")
    .map((line) => line.trim());
  const syntax = lines.find((line) => /^\d+:\d+: ERROR: /.test(line))?.replace(/^.*ERROR: /, "");
  const first = syntax ?? lines.find((line) => line !== "") ?? "unknown error";
  return first.startsWith("threw after") ? first : `could not be loaded: ${first}`;
};

/** Where a module failed: the first place in it that the error names. */
const placeOfError = ({ message, stack = "" }: Said, file: string, source: string): SourcePosition => {
  const text = `${message}\n${stack}`;
  for (const name of [file, pathToFileURL(file).href]) {
    const at = text.indexOf(`${name}:`);
    const match = at < 0 ? null : /^(\d+)(?::(\d+))?/.exec(text.slice(at + name.length + 1));
    if (match !== null) return { source, line: Number(match[1]), column: Number(match[2] ?? 1) };
  }
  return { source };
};
