import type * as Schema from "effect/Schema";
import { decode, decodeExperiment, type Experiment, type Problem, printPath } from "../src/index.ts";

export type Written = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is Written =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lays keys over keys, mapping by mapping; `undefined` takes a key away. */
const overlay = (under: unknown, over: unknown): unknown => {
  if (!isMapping(under) || !isMapping(over)) return over;
  const merged = Object.keys({ ...under, ...over }).map((key) => [
    key,
    Object.hasOwn(over, key) ? overlay(under[key], over[key]) : under[key],
  ]);
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
};

/** All that an experiment cannot leave out. */
const smallest: Written = {
  title: "Small",
  duration: "3 hours",
  cluster: { name: "small", nodes: 6, nodesPerSupernode: 3 },
  job: { nodes: 4, step: "10 seconds" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds" }] },
};

/** The smallest experiment as people write it, with these sections laid over it. */
export const written = (sections: Written = {}): Written => overlay(smallest, sections) as Written;

const printed = ({ path, message }: Problem): string =>
  path.length === 0 ? message : `${printPath(path)}: ${message}`;

/** What is wrong with the smallest experiment when these sections are laid over it, as `path: message`. */
export const problemsOf = (sections: Written): ReadonlyArray<string> => {
  const decoded = decodeExperiment(written(sections));
  return "problems" in decoded ? decoded.problems.map(printed) : [];
};

/** The paths alone. */
export const pathsOf = (sections: Written): ReadonlyArray<string> =>
  problemsOf(sections).map((line) => line.slice(0, line.indexOf(": ")));

/** The smallest experiment with these sections laid over it, decoded. */
export const experimentOf = (sections: Written = {}): Experiment => {
  const decoded = decodeExperiment(written(sections));
  if ("value" in decoded) return decoded.value;
  throw new Error(decoded.problems.map(printed).join("\n"));
};

/** What a value decodes to. */
export const read = <T, E>(schema: Schema.Codec<T, E>, value: unknown): T => {
  const decoded = decode(schema, value);
  if ("value" in decoded) return decoded.value;
  throw new Error(decoded.problems.map(printed).join("\n"));
};

/** What is wrong with a value, as `path: message`. */
export const refused = <T, E>(schema: Schema.Codec<T, E>, value: unknown): ReadonlyArray<string> => {
  const decoded = decode(schema, value);
  return "problems" in decoded ? decoded.problems.map(printed) : [];
};

/** Numbers that no quantity can be, and kinds of value that are no number or text at all. */
export const nonsense: ReadonlyArray<unknown> = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  null,
  undefined,
  true,
  {},
  [],
  [1, 2],
  () => 1,
  "",
  " ",
  "NaN",
  "Infinity",
  "constructor",
  "toString",
  "🙂",
];
