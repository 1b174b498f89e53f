import { EVERY, type Path, printPath } from "@ordeal/model";
import type { InputProblem } from "./input-problem.ts";
import { isNull } from "./merge.ts";
import type { SourcePosition } from "./source-position.ts";
import type { Field, Written, WrittenMapping } from "./written.ts";
import { readYaml } from "./yaml.ts";

/** A value of the command line that takes the place of what a file says. */
export interface Override {
  readonly path: Path;
  readonly value: Written;
  /** The flag and its text, as they can be typed again. */
  readonly written: { readonly flag: "--set" | "--seed"; readonly path: string; readonly value: string };
}

/**
 * Reads `path=value` of a `--set`: `recovery.restart=10 minutes`, `hazards[0].rate=…`, `faults.1.target=sn00`, or
 * `hazards[0].kinds[*].repair=…` for every item of a list.
 */
export const parseOverride = (text: string): Override | InputProblem => {
  const equals = text.indexOf("=");
  const path = equals < 0 ? undefined : parsePath(text.slice(0, equals).trim());
  if (path === undefined) {
    const message = 'expected path=value, such as recovery.restart="10 minutes" or hazards[0].rate="5 per day"';
    return { place: { source: `--set ${text}` }, path: [], message };
  }
  const value = text.slice(equals + 1);
  return override("--set", path, value, readValue(value, { source: `--set ${printPath(path)}` }));
};

/** The override that `--seed N` stands for. */
export const seedOverride = (seed: number): Override =>
  override("--seed", ["seed"], String(seed), { kind: "value", at: { source: "--seed" }, value: seed });

const override = (flag: "--set" | "--seed", path: Path, text: string, value: Written): Override => ({
  path,
  value,
  written: { flag, path: printPath(path), value: text },
});

const parsePath = (text: string): Path | undefined =>
  /^[\w-]+(?:\.(?:[\w-]+|\*)|\[(?:\d+|\*)\])*$/.test(text)
    ? text.match(/[\w-]+|\*/g)?.map((key) => (/^\d{1,9}$/.test(key) ? Number(key) : key))
    : undefined;

/** A value as YAML reads it on one line: a scalar or `{…}`, `[…]`; what is neither is text. */
const readValue = (text: string, at: SourcePosition): Written => {
  const { written, problems } = readYaml(text, at.source);
  const flow = /^\s*[[{"']/.test(text);
  if (written === undefined || problems.length > 0) {
    return { kind: "value", at, value: text.trim() === "" ? null : text };
  }
  return written.kind === "value" || flow ? placed(written, at) : { kind: "value", at, value: text };
};

/** Everything that a flag says stands at that flag. */
const placed = (written: Written, at: SourcePosition): Written => {
  if (written.kind === "value") return { ...written, at };
  if (written.kind === "list") return { ...written, at, items: written.items.map((item) => placed(item, at)) };
  const fields = [...written.fields].map(
    ([key, field]) => [key, { keyAt: at, value: placed(field.value, at) }] as const,
  );
  return { ...written, at, fields: new Map(fields) };
};

/** Whether an override chooses what to include, and so comes before includes are expanded. */
export const choosesInclude = ({ path }: Override): boolean => path.at(-1) === "use";

/** Puts an override in its place; mappings that are not there are made, and `null` takes away what is. */
export const applyOverride = (written: Written, { path, value }: Override): Written | InputProblem => {
  try {
    return put(written, path, 0, value) ?? written;
  } catch (error) {
    if (error instanceof NoSuchPlace) return { place: value.at, path: [], message: error.message };
    throw error;
  }
};

class NoSuchPlace extends Error {}

const noItems = (place: string): NoSuchPlace =>
  new NoSuchPlace(`expected ${place} to be a list with items, as ${place}[*] means every one of them; found none`);

/** `undefined` means: take it away. */
const put = (written: Written | undefined, path: Path, depth: number, value: Written): Written | undefined => {
  const key = path[depth];
  if (key === undefined) return isNull(value) && written !== undefined ? undefined : value;
  if (written?.kind === "list" || (written === undefined && key === 0)) {
    return putItem(written?.kind === "list" ? written.items : [], path, depth, value, written?.at ?? value.at);
  }
  if (key === EVERY) throw noItems(printPath(path.slice(0, depth)));
  const mapping: WrittenMapping =
    written?.kind === "mapping" ? written : { kind: "mapping", at: value.at, fields: new Map() };
  const fields = new Map<string, Field>(mapping.fields);
  const below = fields.get(String(key));
  const next = put(below?.value, path, depth + 1, value);
  if (next === undefined) fields.delete(String(key));
  else fields.set(String(key), { keyAt: below?.keyAt ?? value.at, value: next });
  return { ...mapping, fields };
};

const putItem = (
  items: ReadonlyArray<Written>,
  path: Path,
  depth: number,
  value: Written,
  at: SourcePosition,
): Written => {
  const key = path[depth] as string | number;
  const list = printPath(path.slice(0, depth));
  if (key === EVERY) {
    if (items.length === 0) throw noItems(list);
    return { kind: "list", at, items: items.flatMap((item) => put(item, path, depth + 1, value) ?? []) };
  }
  if (typeof key !== "number") {
    throw new NoSuchPlace(
      `${list} is a list of ${items.length}: say which item, as in ${list}[0].${key}, or ${list}[*].${key} for all`,
    );
  }
  if (key > items.length) {
    throw new NoSuchPlace(
      `${list} has ${items.length} items, the first of which is ${list}[0]; there is no ${list}[${key}]`,
    );
  }
  const next = put(items[key], path, depth + 1, value);
  return { kind: "list", at, items: next === undefined ? items.toSpliced(key, 1) : items.toSpliced(key, 1, next) };
};
