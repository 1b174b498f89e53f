import type { FaultKind } from "@ordeal/model";
import type { Rule } from "./mapping.ts";
import { compile } from "./pattern.ts";

/** What a rule makes of some fields: a fault of a kind with its parameters, or nothing on purpose. */
export type Ruled =
  | { readonly kind: FaultKind; readonly parameters: Readonly<Record<string, unknown>> }
  | { readonly ignore: true };

/** The text of a field; `undefined` when there is no such field. */
export type FieldOf = (name: string) => string | undefined;

/** Texts are matched up to this length. */
const MATCHED_LENGTH_MAX = 4_000;

/** Makes a function that gives what the first rule that fits says; `undefined` when none does. */
export const compileRules = (rules: ReadonlyArray<Rule>): ((field: FieldOf) => Ruled | undefined) => {
  const compiled = rules.map((rule) => ({
    when: Object.entries(rule.when ?? {}).map(([field, pattern]) => ({ field, pattern: compile(pattern) })),
    ruled: ruledBy(rule),
  }));
  return (field) =>
    compiled.find(({ when }) =>
      when.every(
        ({ field: name, pattern }) => pattern?.test((field(name) ?? "").slice(0, MATCHED_LENGTH_MAX)) === true,
      ),
    )?.ruled;
};

const ruledBy = (rule: Rule): Ruled => {
  if ("ignore" in rule) return { ignore: true };
  const { when: _, kind, ...parameters } = rule;
  return { kind, parameters };
};

/** The texts of one field, or of several with something between them; `undefined` when none of them has any. */
export const joinFields = (
  names: string | ReadonlyArray<string>,
  field: FieldOf,
  between: string,
): string | undefined => {
  const texts = (typeof names === "string" ? [names] : names).map((name) => field(name)?.trim() ?? "");
  const said = texts.filter((text) => text !== "");
  return said.length === 0 ? undefined : said.join(between);
};
