/** So many entries may be taken out of a map before it is made anew, even where it holds few. */
const DELETED_MIN = 1_024;

/**
 * A map whose entries come and go by the million. A `Map` that has grown or shrunk leaves a table behind that holds on to
 * the next one, and with it to all that has long been taken out, until the garbage collector goes through everything; this
 * one starts from a new `Map` now and then, in a time that grows with the number of deletions only.
 */
export class ChurningMap<K, V> {
  private entries: Map<K, V>;
  private deleted = 0;

  constructor(entries: Iterable<readonly [K, V]> = []) {
    this.entries = new Map(entries);
  }

  get size(): number {
    return this.entries.size;
  }

  has(key: K): boolean {
    return this.entries.has(key);
  }

  get(key: K): V | undefined {
    return this.entries.get(key);
  }

  set(key: K, value: V): void {
    this.entries.set(key, value);
  }

  /** Returns whether it was there. */
  delete(key: K): boolean {
    const { entries } = this;
    if (!entries.delete(key)) return false;
    if (++this.deleted >= DELETED_MIN && this.deleted >= entries.size) {
      this.deleted = 0;
      // Entry by entry: a map that is made of another takes its table over as it is.
      this.entries = new Map();
      for (const [left, value] of entries) this.entries.set(left, value);
    }
    return true;
  }

  keys(): Iterable<K> {
    return this.entries.keys();
  }

  values(): Iterable<V> {
    return this.entries.values();
  }
}
