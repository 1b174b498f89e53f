/** Starts whose ends have not come yet; memory stays bounded. */
const OPENINGS_MAX = 1_000_000;

export interface Opening<E> {
  readonly line: number;
  readonly event: E;
}

/** Pairs ends with starts of the same key, the oldest start first. */
export class Openings<E> {
  readonly tooMany = `more than ${OPENINGS_MAX.toLocaleString("en-US")} starts whose ends have not come`;
  readonly #byKey = new Map<string, Array<Opening<E>>>();
  #count = 0;

  /** Remembers a start; false when there is no room for it. */
  open(key: string, line: number, event: E): boolean {
    if (this.#count >= OPENINGS_MAX) return false;
    this.#count += 1;
    const there = this.#byKey.get(key);
    if (there === undefined) this.#byKey.set(key, [{ line, event }]);
    else there.push({ line, event });
    return true;
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** The oldest start of this key, which is open no longer. */
  close(key: string): Opening<E> | undefined {
    const there = this.#byKey.get(key);
    const oldest = there?.shift();
    if (there === undefined || oldest === undefined) return undefined;
    this.#count -= 1;
    if (there.length === 0) this.#byKey.delete(key);
    return oldest;
  }

  /** The starts that are still open, in the order they came by key. */
  *left(): Generator<Opening<E>> {
    for (const there of this.#byKey.values()) yield* there;
  }
}
