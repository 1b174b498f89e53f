export type Path = ReadonlyArray<string | number>;

/** An error keeps the input from being used; a warning is about input that can be used, and hardly does what was meant. */
export type Severity = "error" | "warning";

/** One thing that is wrong with an input. `message` says what was expected and what was found. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
  /** An error unless given. */
  readonly severity?: Severity;
}

/** In a path, every item of a list. */
export const EVERY = "*";

/** `hazards[0].kinds[*].repair`. */
export const printPath = (path: Path): string =>
  path.reduce<string>((printed, key) => {
    if (typeof key === "number" || key === EVERY) return `${printed}[${key}]`;
    return printed === "" ? key : `${printed}.${key}`;
  }, "");
