import { type Decoded, decode, type Problem } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { unitNames } from "../mapping/mapping.ts";
import { compile } from "../mapping/pattern.ts";

const Text = Schema.String.check(Schema.isNonEmpty({ expected: "text that is not empty" }));

/** What a person says about a table of how long things took, for `fit --run`. */
export const measureMappingOf = <const M extends string>(measures: ReadonlyArray<M>) =>
  Schema.Struct({
    delimiter: Schema.optionalKey(Text),
    columns: Schema.optionalKey(Schema.Array(Text)),
    measures: Schema.NonEmptyArray(
      Schema.Struct({
        measure: Schema.Literals(measures),
        column: Text,
        unit: Schema.Literals(unitNames),
        tier: Schema.optionalKey(Text),
        when: Schema.optionalKey(Schema.Record(Text, Text)),
      }),
    ),
  });

/** A rule of such a mapping: which column is how long what took, in rows whose columns match. */
export interface MeasureRule<M extends string> {
  readonly measure: M;
  readonly column: string;
  readonly unit: (typeof unitNames)[number];
  readonly tier?: string;
  readonly when?: Readonly<Record<string, string>>;
}

export interface MeasureMapping<M extends string> {
  readonly delimiter?: string;
  readonly columns?: ReadonlyArray<string>;
  readonly measures: ReadonlyArray<MeasureRule<M>>;
}

/** Decodes such a mapping as people write it, or lists everything that is wrong with it. */
export const decodeMeasureMapping = <const M extends string>(
  written: unknown,
  measures: ReadonlyArray<M>,
): Decoded<MeasureMapping<M>> => {
  const decoded = decode(measureMappingOf(measures) as unknown as Schema.Codec<MeasureMapping<M>, unknown>, written);
  if ("problems" in decoded) return decoded;
  const problems = decoded.value.measures.flatMap(({ when = {} }, index) =>
    Object.entries(when).flatMap(
      ([column, pattern]): ReadonlyArray<Problem> =>
        compile(pattern) === undefined
          ? [
              {
                path: ["measures", index, "when", column],
                message: `expected a regular expression without look-around and back-references, found "${pattern}"`,
              },
            ]
          : [],
    ),
  );
  return problems.length === 0 ? decoded : { problems };
};
