import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import * as SchemaGetter from "effect/SchemaGetter";
import * as SchemaIssue from "effect/SchemaIssue";

/** What people may write where a quantity is read: text with a unit, or a bare number. */
export type WrittenText = string | number;

/** A name or a title. */
export const Name = Schema.String.check(Schema.isNonEmpty({ expected: "text that is not empty" }));

/**
 * What is said of a field, beside how it is written: in plain English what it means (`description`), what its bare number
 * counts or measures (`unit`: watts, nodes), what it is when it is left out, where that is no constant (`otherwise`), and one
 * `example` as people write it.
 */
export interface Said {
  readonly description: string;
  readonly unit?: string;
  readonly otherwise?: string;
  readonly example?: unknown;
}

/** How a value is written, for editors and the reference: what `parse` reads, as far as a JSON Schema can say it. */
export interface Spelling {
  /** A regular expression that every text matches which `parse` reads, as its source. */
  readonly pattern?: string;
  readonly examples: readonly [string, ...ReadonlyArray<string>];
  /** Which bare numbers it reads too; none where this is left out. */
  readonly numbers?: object;
}

/**
 * A value that people write as text. `parse` returns `undefined` for text it does not understand;
 * the error then says what was `expected`. `print` gives text that `parse` reads back.
 */
export const text = <T, E>(
  expected: string,
  target: Schema.Codec<T, E>,
  parse: (written: WrittenText) => E | undefined,
  print: (value: E) => WrittenText,
  spelling: Spelling,
) =>
  Schema.Union([Schema.String, Schema.Number])
    .annotate({ expected, spelling })
    .pipe(
      Schema.decodeTo(target, {
        decode: SchemaGetter.transformEffect((written: WrittenText, options) => {
          const value = parse(written);
          return value === undefined
            ? Effect.fail(new SchemaIssue.InvalidValue({ expected }, written, options))
            : Effect.succeed(value);
        }),
        encode: SchemaGetter.transform(print),
      }),
    );

/** What may be written under a key that may be left out, what it then is, and whose figure that is, where it is anybody's. */
export interface Defaulted {
  readonly schema: Schema.Top;
  readonly written: unknown;
  readonly of?: string;
}
const defaulted = new WeakMap<object, Defaulted>();

/** Of a key's schema that {@link withDefault} made, what it was made of; for generated docs. */
export const defaultedOf = (key: object): Defaulted | undefined => defaulted.get(key);

/**
 * A key that may be left out; the value is then what people would have written.
 * Not Effect's own: that checks the shape of everything below first, and reports nothing else when a shape is wrong.
 */
export const withDefault =
  <S extends Schema.Top>(written: S["Encoded"], of?: string) =>
  (schema: S): Schema.withDecodingDefaultKey<S> => {
    const key = Schema.optionalKey(Schema.Unknown).pipe(
      Schema.decodeTo(schema as unknown as Schema.Codec<unknown>, {
        decode: SchemaGetter.withDefault(Effect.succeed(written as unknown)),
        encode: SchemaGetter.passthrough(),
      }),
    );
    defaulted.set(key, { schema, written, ...(of === undefined ? {} : { of }) });
    return key as never;
  };

/** A struct that may be left out whole: every field then takes its own default. */
export const section = <F extends Schema.Struct.Fields>(fields: F, description: string) =>
  Schema.Struct(fields)
    .annotate({ description })
    .pipe(withDefault({} as never)) as unknown as Schema.withDecodingDefaultKey<Schema.Struct<F>>;
