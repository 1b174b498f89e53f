import { dirname } from "node:path";
import type { Path } from "@ordeal/model";
import { findInclude } from "./fixtures.ts";
import type { InputProblem } from "./input-problem.ts";
import { INCLUDE_DEPTH_MAX, INCLUDES_MAX, PARTS_MAX } from "./limits.ts";
import { merge } from "./merge.ts";
import { readInput, shownName } from "./read-file.ts";
import { countParts, type Field, type Written, type WrittenList, type WrittenMapping } from "./written.ts";
import type { Reading } from "./yaml.ts";

/** What the expansion of one experiment knows and finds. */
export interface Inclusion {
  readonly fixtures: string;
  readonly problems: Array<InputProblem>;
  /** Paths at which an include failed: what is missing there is no second problem. */
  readonly failedAt: Array<Path>;
  readonly read: Map<string, Promise<Reading>>;
  /** The environment variables whose values stand in what was read. */
  readonly environment: Map<string, string>;
  parts: number;
  includes: number;
}

/** The file whose text is being expanded, and the files that include it, outermost first. */
export interface Stack {
  readonly folder: string;
  readonly files: ReadonlyArray<string>;
}

export const newInclusion = (fixtures: string): Inclusion => ({
  fixtures,
  problems: [],
  failedAt: [],
  read: new Map(),
  environment: new Map(),
  parts: 0,
  includes: 0,
});

/**
 * Replaces every `use: NAME` (or list of names) in what was written by the mapping of the file it names, merged under
 * the keys beside it; of several names a later one lies over an earlier one. A list takes the items of a file that holds
 * one, where an item says nothing but `use`.
 */
export const expand = async (written: Written, path: Path, stack: Stack, context: Inclusion): Promise<Written> => {
  if (written.kind === "value") return written;
  if (written.kind === "list") {
    const items: Array<Written> = [];
    for (const item of written.items) items.push(...(await expandItem(item, [...path, items.length], stack, context)));
    return { ...written, items };
  }
  const fields = new Map<string, Field>();
  for (const [key, field] of written.fields) {
    if (key !== "use") fields.set(key, { ...field, value: await expand(field.value, [...path, key], stack, context) });
  }
  const own: WrittenMapping = { ...written, fields };
  const use = written.fields.get("use");
  return use === undefined ? own : includeUnder(own, use, path, stack, context);
};

/** An item of a list: the items of the list that it names, where it says nothing but `use` and the file holds a list. */
const expandItem = async (
  item: Written,
  path: Path,
  stack: Stack,
  context: Inclusion,
): Promise<ReadonlyArray<Written>> => {
  const name = item.kind === "mapping" && item.fields.size === 1 ? item.fields.get("use")?.value : undefined;
  if (name?.kind !== "value") return [await expand(item, path, stack, context)];
  const included = await include(name, path, stack, context, "list");
  if (included?.kind === "list") return included.items;
  if (included === undefined) context.failedAt.push(path);
  const own: WrittenMapping = { kind: "mapping", at: item.at, fields: new Map() };
  return [included === undefined ? own : merge(included, own)];
};

const includeUnder = async (
  own: WrittenMapping,
  use: Field,
  path: Path,
  stack: Stack,
  context: Inclusion,
): Promise<Written> => {
  const names = use.value.kind === "list" ? use.value.items : [use.value];
  let base: WrittenMapping = { ...own, fields: new Map() };
  for (const name of names) {
    const included = await include(name, path, stack, context);
    if (included?.kind !== "mapping") context.failedAt.push(path);
    else base = merge(base, included);
  }
  return merge(base, own);
};

const include = async (
  name: Written,
  path: Path,
  stack: Stack,
  context: Inclusion,
  orList?: "list",
): Promise<WrittenMapping | WrittenList | undefined> => {
  const refuse = (message: string): undefined => {
    context.problems.push({ place: name.at, path: [...path, "use"], message });
    return undefined;
  };
  if (name.kind !== "value" || typeof name.value !== "string" || name.value === "") {
    return refuse('expected the name of a file, such as "clusters/my-cluster" or "./shared.yaml"');
  }
  context.includes += 1;
  if (context.includes > INCLUDES_MAX) return context.includes === INCLUDES_MAX + 1 ? refuse(tooMany) : undefined;
  const found = await findInclude(name.value, stack.folder, context.fixtures);
  if ("missing" in found) return refuse(found.missing);
  const { file } = found;
  const files = [...stack.files, file];
  if (stack.files.includes(file)) {
    return refuse(`goes in a circle: ${files.slice(stack.files.indexOf(file)).map(shownName).join(" → ")}`);
  }
  if (files.length > INCLUDE_DEPTH_MAX)
    return refuse(`is the ${INCLUDE_DEPTH_MAX}th include inside another: expected fewer`);
  const reading = await readOnce(file, context);
  if (reading.written === undefined) return undefined;
  const { kind } = reading.written;
  if (kind !== "mapping" && !(kind === "list" && orList !== undefined)) {
    const but = kind === "list" ? ", but a list, which a whole item of a list can name" : "";
    return refuse(`${shownName(file)} holds no mapping${but}: only mappings can be used here`);
  }
  context.parts += countParts(reading.written, PARTS_MAX);
  if (context.parts > PARTS_MAX) return refuse(tooLarge);
  return (await expand(reading.written, path, { folder: dirname(file), files }, context)) as
    | WrittenMapping
    | WrittenList;
};

const tooMany = `is one include too many: expected at most ${INCLUDES_MAX} in one experiment`;
export const tooLarge = `comes to more than ${PARTS_MAX.toLocaleString("en-US")} values when aliases and includes are written out`;

/** Keeps what is to be told of something that was read. */
export const noteReading = ({ problems, environment = new Map() }: Reading, context: Inclusion): void => {
  context.problems.push(...problems);
  for (const [name, value] of environment) context.environment.set(name, value);
};

/** Reads each file once an experiment, and reports what is wrong with it once. */
const readOnce = async (file: string, context: Inclusion): Promise<Reading> => {
  const known = context.read.get(file);
  if (known !== undefined) return known;
  const reading = readInput(file, shownName(file));
  context.read.set(file, reading);
  noteReading(await reading, context);
  return reading;
};
