import { builtInPolicies } from "@ordeal/model";
import type { InputProblem } from "../files/input-problem.ts";
import { type Override, parseOverride } from "../files/override.ts";

/** Something to lay beside what was: its name, and what it puts in the place of values. */
export interface Alternative {
  readonly name: string;
  readonly overrides: ReadonlyArray<Override>;
}

/** More than these nobody reads side by side. */
const ALTERNATIVES_MAX = 100;

/**
 * The alternatives of every `--vary path=a,b` and of `--against policy policy`: all combinations of what is varied, as
 * `--against` varies `recovery.policy`. Or everything that is wrong with them.
 */
export const alternativesOf = (
  vary: ReadonlyArray<string>,
  against: ReadonlyArray<string>,
): { readonly alternatives: ReadonlyArray<Alternative>; readonly problems: ReadonlyArray<InputProblem> } => {
  const problems: Array<InputProblem> = [];
  const axes: Array<ReadonlyArray<Alternative>> = [];
  for (const text of vary) {
    const axis = axisOf(text);
    if ("problem" in axis) problems.push(axis.problem);
    else axes.push(axis.values);
  }
  if (against.length > 0) {
    const unknown = against.filter((name) => !(builtInPolicies as ReadonlyArray<string>).includes(name));
    for (const name of unknown) problems.push(refuse("--against", unknownPolicy(name)));
    const axis = axisOf(`recovery.policy=${against.join(",")}`, (policy) => `policy ${policy}`);
    if ("values" in axis && unknown.length === 0) axes.push(axis.values);
  }
  for (const path of twice(axes))
    problems.push(refuse("--vary", `${path} is varied twice: give all its values at once`));
  const size = axes.reduce((product, { length }) => product * length, 1);
  if (size > ALTERNATIVES_MAX) {
    problems.push(refuse("--vary", `expected at most ${ALTERNATIVES_MAX} combinations, found ${size}`));
  }
  if (problems.length > 0 || axes.length === 0) return { alternatives: [], problems };
  const none: Alternative = { name: "", overrides: [] };
  return {
    alternatives: axes.reduce((all, axis) => all.flatMap((one) => axis.map((next) => both(one, next))), [none]),
    problems,
  };
};

/** What several axes would put in place: only the last of them would hold. */
const twice = (axes: ReadonlyArray<ReadonlyArray<Alternative>>): ReadonlyArray<string> => {
  const paths = axes.flatMap(([first]) => first?.overrides.map(({ written }) => written.path) ?? []);
  return [...new Set(paths.filter((path, index) => paths.indexOf(path) !== index))];
};

const both = (a: Alternative, b: Alternative): Alternative => ({
  name: a.name === "" ? b.name : `${a.name}, ${b.name}`,
  overrides: [...a.overrides, ...b.overrides],
});

const axisOf = (
  text: string,
  nameOf?: (value: string) => string,
): { readonly values: ReadonlyArray<Alternative> } | { readonly problem: InputProblem } => {
  const equals = text.indexOf("=");
  const path = text.slice(0, Math.max(0, equals)).trim();
  const written = equals < 0 ? [] : partsOf(text.slice(equals + 1));
  if (path === "" || written.length === 0) return { problem: refuse(`--vary ${text}`, expected) };
  const values: Array<Alternative> = [];
  for (const value of written) {
    const override = parseOverride(`${path}=${value}`);
    if (!("written" in override)) return { problem: { ...override, place: { source: `--vary ${text}` } } };
    values.push({
      name: nameOf?.(value) ?? (value === "null" ? `without ${path}` : `${path} = ${value}`),
      overrides: [override],
    });
  }
  return { values };
};

const expected = 'expected path=value,value, such as checkpoint.interval="30 minutes,1 hour"';

const unknownPolicy = (name: string): string => `there is no policy "${name}"; there are ${builtInPolicies.join(", ")}`;

const refuse = (source: string, message: string): InputProblem => ({ place: { source }, path: [], message });

/** What stands between commas; a comma inside brackets or quotes belongs to its value. */
const partsOf = (text: string): ReadonlyArray<string> => {
  const parts: Array<string> = [];
  let depth = 0;
  let quote = "";
  let from = 0;
  for (let index = 0; index <= text.length; index++) {
    const letter = text[index] ?? "";
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if ("[{".includes(letter) && letter !== "") depth++;
    else if ("]}".includes(letter) && letter !== "") depth--;
    if (index < text.length && (letter !== "," || depth > 0 || quote !== "")) continue;
    parts.push(text.slice(from, index).trim());
    from = index + 1;
  }
  return parts.filter((part) => part !== "");
};
