import * as Schema from "effect/Schema";
import * as SchemaIssue from "effect/SchemaIssue";

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

const format = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    if (issue._tag === "MissingKey") return "is required, and it is missing";
    if (issue._tag === "UnexpectedKey") return "is not a field that Ordeal knows here";
    return sentence(SchemaIssue.defaultLeafHook(issue));
  },
  checkHook: (issue) => {
    const message = SchemaIssue.defaultCheckHook(issue);
    return message === undefined ? undefined : sentence(message);
  },
});

const sentence = (message: string): string => message.replace(/^Expected /, "expected ").replace(/, got /, ", found ");

const decodeOptions = { errors: "all", onExcessProperty: "error", reportInput: true } as const;

/** Decodes, or lists everything that is wrong with the input, each with its path below `at`. */
export const decode = <T, E>(
  schema: Schema.Codec<T, E>,
  input: unknown,
  at: Path = [],
): { readonly value: T } | { readonly problems: ReadonlyArray<Problem> } => {
  const result = Schema.decodeUnknownResult(schema)(input, decodeOptions);
  if (result._tag === "Success") return { value: result.success };
  const issues = format(result.failure.issue).issues;
  return {
    problems: issues.map((issue) => ({
      path: [...at, ...(issue.path ?? []).map((key) => key as string | number)],
      message: sentence(issue.message),
    })),
  };
};
