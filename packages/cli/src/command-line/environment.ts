/** Flags that a variable of the environment may stand in for, by verb: those that say where and how, never what. */
const flagsByVerb: Readonly<Record<string, ReadonlyArray<string>>> = {
  run: ["agent", "token-file", "ca", "rate", "seed", "baseline", "out", "allow-events", "strict", "json"],
  replay: ["agent", "token-file", "ca", "rate", "seed", "baseline", "out", "allow-events", "json"],
  hunt: ["seed", "workers", "out", "allow-events", "json"],
  check: ["allow-events", "strict", "json"],
  import: ["zone", "json"],
  agent: ["host", "port", "token-file", "tls-cert", "tls-key", "lease", "quiet"],
  halt: ["agent", "token-file", "ca", "json"],
  orphans: ["agent", "token-file", "ca", "json"],
};

const switches: ReadonlySet<string> = new Set(["strict", "json", "quiet"]);

/** The variable that stands in for a flag of a verb, where one may: `ORDEAL_TOKEN_FILE` for `--token-file`. */
export const variableOf = (verb: string | undefined, flag: string): string | undefined =>
  verb !== undefined && Object.hasOwn(flagsByVerb, verb) && flagsByVerb[verb]?.includes(flag) === true
    ? `ORDEAL_${flag.toUpperCase().replaceAll("-", "_")}`
    : undefined;

/** What was typed, with the flags that the environment brings; what of it is to be told, or is wrong. */
export interface WithEnvironment {
  readonly args: ReadonlyArray<string>;
  /** A line for each variable that stands in for a flag. */
  readonly taken: ReadonlyArray<string>;
  readonly problems: ReadonlyArray<string>;
}

/** Puts in the flags that are not typed and that the environment has. An empty variable is one that is not set. */
export const flagsFromEnvironment = (
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): WithEnvironment => {
  const [verb = "", ...rest] = args;
  const put: Array<string> = [];
  const taken: Array<string> = [];
  const problems: Array<string> = [];
  for (const flag of Object.hasOwn(flagsByVerb, verb) && !asksForHelp(rest) ? (flagsByVerb[verb] ?? []) : []) {
    const variable = variableOf(verb, flag) ?? "";
    const value = environment[variable] ?? "";
    if (value === "" || isTyped(flag, rest)) continue;
    const isOn = ["true", "1"].includes(value);
    if (switches.has(flag) && !isOn) {
      if (!["false", "0"].includes(value)) problems.push(`${variable} expected true or false, found "${value}"`);
      continue;
    }
    put.push(isOn && switches.has(flag) ? `--${flag}` : `--${flag}=${value}`);
    taken.push(`--${flag}${switches.has(flag) ? "" : ` ${value}`} is taken from the environment: ${variable}`);
  }
  return { args: put.length === 0 ? args : [verb, ...put, ...rest], taken, problems };
};

const asksForHelp = (rest: ReadonlyArray<string>): boolean => rest.includes("--help") || rest.includes("-h");

const isTyped = (flag: string, rest: ReadonlyArray<string>): boolean => {
  const end = rest.indexOf("--");
  const flags = end < 0 ? rest : rest.slice(0, end);
  return flags.some((one) => one === `--${flag}` || one === `--no-${flag}` || one.startsWith(`--${flag}=`));
};
