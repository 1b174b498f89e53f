export type Path = ReadonlyArray<string | number>;

/** One thing that is wrong with an input. `message` says what was expected and what was found. */
export interface Problem {
  readonly path: Path;
  readonly message: string;
}

export const printPath = (path: Path): string =>
  path.reduce<string>(
    (printed, key) => (typeof key === "number" ? `${printed}[${key}]` : printed === "" ? key : `${printed}.${key}`),
    "",
  );
