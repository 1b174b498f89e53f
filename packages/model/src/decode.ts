import * as Schema from "effect/Schema";
import { explain } from "./explain.ts";
import type { Path, Problem } from "./problem.ts";

const decodeOptions = { errors: "all", onExcessProperty: "error", reportInput: true } as const;

export type Decoded<T> = { readonly value: T } | { readonly problems: ReadonlyArray<Problem> };

/** Decodes, or lists everything that is wrong with the input, each with its path below `at`. */
export const decode = <T, E>(schema: Schema.Codec<T, E>, input: unknown, at: Path = []): Decoded<T> => {
  const result = Schema.decodeUnknownResult(schema)(input, decodeOptions);
  return result._tag === "Success" ? { value: result.success } : { problems: explain(result.failure.issue, at) };
};

/** The fields of a mapping that can be read, each by itself: one that is bad or missing leaves the others. */
export const decodeFields = <F extends Schema.Struct.Fields>(
  { fields }: Schema.Struct<F>,
  input: unknown,
): Partial<Schema.Struct.Type<F>> => {
  if (typeof input !== "object" || input === null) return {};
  const read = Object.entries(fields).flatMap(([key, field]) => {
    const only = Object.hasOwn(input, key) ? { [key]: (input as Readonly<Record<string, unknown>>)[key] } : {};
    const result = decode(Schema.Struct({ [key]: field as Schema.Codec<unknown> }), only);
    return "value" in result ? Object.entries(result.value) : [];
  });
  return Object.fromEntries(read) as Partial<Schema.Struct.Type<F>>;
};
