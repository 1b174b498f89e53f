import { pathToFileURL } from "node:url";
import { NESTING_MAX } from "./limits.ts";
import type { Place } from "./place.ts";
import type { Written } from "./written.ts";
import type { Reading } from "./yaml.ts";

/** Imports a TypeScript or JavaScript module and takes its default export. Places in it are not known to the line. */
export const readModule = async (file: string, source: string): Promise<Reading> => {
  const place = { source };
  const refuse = (message: string): Reading => ({ problems: [{ place, path: [], message }] });
  try {
    const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    const value = await module.default;
    return value === undefined
      ? refuse("has no default export: end it with `export default experiment({ … })`")
      : { written: writtenValue(value, place), problems: [] };
  } catch (error) {
    if (error instanceof NestedTooDeeply) return refuse(error.message);
    return { problems: [{ place: placeOfError(error, file, source), path: [], message: explain(error, file) }] };
  }
};

class NestedTooDeeply extends Error {}

/** A value of a program in the form that files are merged in. Only plain objects and arrays have parts. */
export const writtenValue = (value: unknown, at: Place, depth = 0): Written => {
  if (depth > NESTING_MAX) throw new NestedTooDeeply(`is nested too deeply: expected at most ${NESTING_MAX} levels`);
  if (Array.isArray(value)) return { kind: "list", at, items: value.map((item) => writtenValue(item, at, depth + 1)) };
  if (!isPlainObject(value)) return { kind: "value", at, value };
  const fields = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([key, part]) => [key, { keyAt: at, value: writtenValue(part, at, depth + 1) }] as const);
  return { kind: "mapping", at, fields: new Map(fields) };
};

const isPlainObject = (value: unknown): value is object => {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};

const explain = (error: unknown, file: string): string => {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message
    .replaceAll(`${file}:`, "")
    .split("\n")
    .map((line) => line.trim());
  const syntax = lines.find((line) => /^\d+:\d+: ERROR: /.test(line))?.replace(/^.*ERROR: /, "");
  return `could not be loaded: ${syntax ?? lines.find((line) => line !== "") ?? "unknown error"}`;
};

/** Where a module failed: the first place in it that the error names. */
const placeOfError = (error: unknown, file: string, source: string): Place => {
  const text = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : "";
  for (const name of [file, pathToFileURL(file).href]) {
    const at = text.indexOf(`${name}:`);
    const match = at < 0 ? null : /^(\d+)(?::(\d+))?/.exec(text.slice(at + name.length + 1));
    if (match !== null) return { source, line: Number(match[1]), column: Number(match[2] ?? 1) };
  }
  return { source };
};
