import type { InputProblem } from "./input-problem.ts";
import { FILE_BYTES_MAX } from "./limits.ts";
import type { SourcePosition } from "./source-position.ts";
import type { Written } from "./written.ts";
import { type Reading, readYaml } from "./yaml.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `$${`, which stands for `${`; a reference; or one that is not finished. */
const reference = /\$\$\{|\$\{(?:([A-Za-z_]\w*)(?::-([^}]*))?\}|[^}\n]{0,40}\}?)/g;

/**
 * What was read, with the values of environment variables in the place of `${NAME}` and `${NAME:-default}` in its texts;
 * `$${` stands for `${`. A value is data: it is never read as a list or a mapping. Where it is all of a text, it is read
 * as `--set` reads it, so that it may be a number. A variable that is not set, and has no default, is a problem.
 */
export const withEnvironment = (reading: Reading, environment: Environment = process.env): Reading => {
  if (reading.written === undefined) return reading;
  const substitution = new Substitution(environment);
  const written = substitution.of(reading.written);
  const { problems, used } = substitution;
  return {
    written,
    problems: [...reading.problems, ...problems],
    ...(used.size === 0 ? {} : { environment: used }),
  };
};

class Substitution {
  readonly problems: Array<InputProblem> = [];
  readonly used = new Map<string, string>();
  private readonly environment: Environment;
  /** An alias is the very part that it names: it is gone through once. */
  private readonly known = new Map<Written, Written>();
  private length = 0;

  constructor(environment: Environment) {
    this.environment = environment;
  }

  of(part: Written): Written {
    const known = this.known.get(part);
    if (known !== undefined) return known;
    const made = this.make(part);
    this.known.set(part, made);
    return made;
  }

  private make(part: Written): Written {
    if (part.kind === "list") return { ...part, items: part.items.map((item) => this.of(item)) };
    if (part.kind === "mapping") {
      const fields = [...part.fields].map(([key, field]) => [key, { ...field, value: this.of(field.value) }] as const);
      return { ...part, fields: new Map(fields) };
    }
    const { value, at } = part;
    return typeof value === "string" && value.includes("${") ? { ...part, value: this.filled(value, at) } : part;
  }

  private filled(text: string, at: SourcePosition): unknown {
    const filled = text.replace(reference, (found: string, name?: string, otherwise?: string) => {
      if (found === "$${") return "${";
      const value = name === undefined ? undefined : this.valueOf(name, otherwise);
      if (value === undefined) return this.refuse(at, name === undefined ? unfinished(found) : notSet(name));
      this.length += value.length;
      return this.length > FILE_BYTES_MAX ? this.refuse(at, tooLong) : value;
    });
    const [whole] = text.match(reference) ?? [];
    return whole === text && whole !== "$${" ? scalarOf(filled) : filled;
  }

  /** As a shell has it: a default stands in for a variable that is not set, and for one that is empty. */
  private valueOf(name: string, otherwise: string | undefined): string | undefined {
    const value = Object.hasOwn(this.environment, name) ? this.environment[name] : undefined;
    if (value !== undefined) this.used.set(name, value);
    return otherwise !== undefined && (value === undefined || value === "") ? otherwise : value;
  }

  private refuse(place: SourcePosition, message: string): string {
    this.problems.push({ place, path: [], message });
    return "";
  }
}

/** The value of a variable as `--set` reads it, less lists and mappings. */
const scalarOf = (text: string): unknown => {
  const { written, problems } = readYaml(text, "environment");
  const value = written?.kind === "value" && problems.length === 0 ? written.value : undefined;
  return typeof value === "number" || typeof value === "boolean" ? value : text;
};

const notSet = (name: string): string =>
  `the environment variable ${name} is not set: set it, or say what to take instead with \${${name}:-default}`;

const unfinished = (found: string): string =>
  `expected \${NAME} or \${NAME:-default}, found "${found}"; a plain \${ is written $\${`;

const tooLong = "comes to more text with its environment variables than a file may have";
