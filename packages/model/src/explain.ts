import type * as SchemaAST from "effect/SchemaAST";
import * as SchemaIssue from "effect/SchemaIssue";
import { describe } from "./describe.ts";
import { didYouMean } from "./nearest.ts";
import type { Path, Problem } from "./problem.ts";

/** What an issue comes to in plain English: one problem a place, with what was expected there and what was found. */
export const explain = (issue: SchemaIssue.Issue, at: Path): ReadonlyArray<Problem> => {
  switch (issue._tag) {
    case "Pointer":
      return explain(issue.issue, [...at, ...issue.path.map((key) => (typeof key === "symbol" ? String(key) : key))]);
    case "Composite":
      return onePerPath(issue.issues.flatMap((one) => explain(one, at)));
    case "Encoding":
      return explain(issue.issue, at);
    case "AnyOf":
      return meantMember(issue, at) ?? [unlike(issue.ast, issue, at)];
    case "Filter":
      return [mismatch(expectedBy(issue.filter.annotations) ?? "another value", issue, at)];
    case "InvalidType":
      return [unlike(issue.ast, issue, at)];
    case "InvalidValue": {
      const message = issue.annotations?.message;
      if (typeof message === "string") return [{ path: at, message }];
      return [mismatch(expectedBy(issue.annotations) ?? "another value", issue, at)];
    }
    case "MissingKey":
      return typeof at.at(-1) === "number"
        ? [{ path: at.slice(0, -1), message: "expected at least one item, found an empty list" }]
        : [{ path: at, message: missing }];
    case "UnexpectedKey":
      return [{ path: at, message: unknownField(String(at.at(-1)), fieldsOf(issue.ast)) }];
    default:
      return [{ path: at, message: SchemaIssue.defaultLeafHook(issue) }];
  }
};

/** A field that nobody knows: the one that must have been meant, else all that there are. */
export const unknownField = (name: string, known: ReadonlyArray<string>, where = "here"): string => {
  const meant = didYouMean(name, known);
  const all = known.length === 0 || meant !== "" ? "" : `; the fields ${where} are ${known.join(", ")}`;
  return `is not a field that Ordeal knows here${meant}${all}`;
};

const fieldsOf = (ast: SchemaAST.AST): ReadonlyArray<string> =>
  ast._tag === "Objects" ? ast.propertySignatures.map((field) => String(field.name)) : [];

const missing = "is required, and it is missing";

/** The first problem of every place: what else was wrong with a value follows from that. */
const onePerPath = (problems: ReadonlyArray<Problem>): ReadonlyArray<Problem> => {
  const seen = new Set<string>();
  return problems.filter(({ path }) => {
    const place = JSON.stringify(path);
    return !seen.has(place) && seen.add(place);
  });
};

/**
 * The problems of the one member of a union that people meant: it accepts what was written as a whole, and all of its
 * fields are there. Nothing when that is none of them, or several.
 */
const meantMember = ({ issues }: SchemaIssue.AnyOf, at: Path): ReadonlyArray<Problem> | undefined => {
  const below = issues
    .map((issue) => explain(issue, at))
    .filter((problems) => problems.every(({ path }) => path.length > at.length));
  if (below.length === 1) return below[0];
  const complete = below.filter(
    (problems) => !problems.some(({ path, message }) => path.length === at.length + 1 && message === missing),
  );
  return complete.length === 1 ? complete[0] : undefined;
};

const mismatch = (expected: string, issue: SchemaIssue.Issue, path: Path, found = findingOf(issue)): Problem => ({
  path,
  message: `expected ${expected}${found === undefined ? "" : `, found ${found}`}`,
});

const findingOf = (issue: SchemaIssue.Issue): string | undefined =>
  SchemaIssue.hasInput(issue) ? describe(issue.input) : undefined;

const unlike = (ast: SchemaAST.AST, issue: SchemaIssue.Issue, at: Path): Problem => {
  const tag = ast._tag === "Union" ? tagOf(ast) : undefined;
  const input = SchemaIssue.hasInput(issue) ? issue.input : undefined;
  if (tag === undefined || !isMapping(input)) {
    const meant = ast._tag === "Union" ? didYouMean(input, literalsOf(ast.types)) : "";
    return meant === ""
      ? mismatch(expectedOf(ast), issue, at)
      : mismatch(expectedOf(ast), issue, at, `${describe(input)}${meant}`);
  }
  return tag in input
    ? mismatch(
        expectedOf(ast),
        issue,
        [...at, tag],
        `${describe(input[tag])}${didYouMean(input[tag], tagsOf(ast as SchemaAST.Union, tag))}`,
      )
    : mismatch(expectedOf(ast), issue, at, `no ${tag}`);
};

/** The field whose value tells the members of a union apart, such as the kind of a fault. */
const tagOf = ({ types }: SchemaAST.Union): string | undefined => {
  const tags = types.map((type) =>
    type._tag === "Objects" ? type.propertySignatures.find((field) => field.type._tag === "Literal")?.name : undefined,
  );
  const [first] = tags;
  return typeof first === "string" && tags.every((tag) => tag === first) ? first : undefined;
};

/** The texts among some choices. */
const literalsOf = (types: ReadonlyArray<SchemaAST.AST>): ReadonlyArray<string> =>
  types.flatMap((type) => (type._tag === "Literal" && typeof type.literal === "string" ? [type.literal] : []));

/** What that field may be, over all members. */
const tagsOf = ({ types }: SchemaAST.Union, tag: string): ReadonlyArray<string> =>
  literalsOf(
    types.flatMap((type) =>
      type._tag === "Objects"
        ? type.propertySignatures.flatMap((field) => (field.name === tag ? [field.type] : []))
        : [],
    ),
  );

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const expectedBy = (annotations: { readonly [key: string]: unknown } | undefined): string | undefined =>
  typeof annotations?.expected === "string" ? annotations.expected : undefined;

const names: Readonly<Partial<Record<SchemaAST.AST["_tag"], string>>> = {
  Objects: "a mapping",
  Arrays: "a list",
  String: "text",
  Number: "number",
  Boolean: "true or false",
};

const expectedOf = (ast: SchemaAST.AST): string => {
  const given = expectedBy(ast.annotations);
  if (given !== undefined) return given;
  if (ast._tag === "Literal") return describe(ast.literal);
  if (ast._tag === "Union") return ast.types.map(expectedOf).join(" or ");
  return names[ast._tag] ?? "another value";
};
