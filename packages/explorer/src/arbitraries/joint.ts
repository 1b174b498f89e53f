import fc from "fast-check";

/** What a value was made of, which it shrinks by. */
interface Drawn {
  readonly values: Array<unknown>;
  readonly contexts: Array<unknown>;
}

/**
 * What `fc.tuple(...parts).map(make)` draws, and shrinks to, with a third of what that puts between the parts and what is
 * made of them: a scenario has a hundred of these.
 */
export class Joint<T> extends fc.Arbitrary<T> {
  private readonly parts: ReadonlyArray<fc.Arbitrary<unknown>>;
  private readonly make: (values: Array<unknown>) => T;

  constructor(parts: ReadonlyArray<fc.Arbitrary<unknown>>, make: (values: Array<unknown>) => T) {
    super();
    this.parts = parts;
    this.make = make;
  }

  override generate(chance: fc.Random, biasFactor: number | undefined): fc.Value<T> {
    const values: Array<unknown> = [];
    const contexts: Array<unknown> = [];
    for (const part of this.parts) {
      const drawn = part.generate(chance, biasFactor);
      values.push(drawn.value);
      contexts.push(drawn.context);
    }
    return this.wrap({ values, contexts });
  }

  override canShrinkWithoutContext(_value: unknown): _value is T {
    return false;
  }

  override shrink(_value: T, context: unknown): fc.Stream<fc.Value<T>> {
    if (context === undefined) return fc.Stream.nil();
    const { values, contexts } = context as Drawn;
    return fc
      .tuple(...this.parts)
      .shrink(values, contexts)
      .map(({ value, context }) => this.wrap({ values: value, contexts: context as Array<unknown> }));
  }

  override map<U>(mapper: (value: T) => U): fc.Arbitrary<U> {
    const { make } = this;
    return new Joint(this.parts, (values) => mapper(make(values)));
  }

  private wrap(drawn: Drawn): fc.Value<T> {
    return new fc.Value(this.make(drawn.values), drawn);
  }
}

/** {@link Joint}, of parts that have their types. */
export const joint = <P extends ReadonlyArray<unknown>, T>(
  parts: { readonly [K in keyof P]: fc.Arbitrary<P[K]> },
  make: (values: P) => T,
): fc.Arbitrary<T> =>
  new Joint(parts as ReadonlyArray<fc.Arbitrary<unknown>>, (values) => make(values as unknown as P));
