/** Input that became no fault, of one reason. */
export interface Skipped {
  readonly reason: string;
  readonly count: number;
  /** Where it was first seen. */
  readonly line: number;
  /** Some of what was seen, each once. */
  readonly such: ReadonlyArray<string>;
  /** Whether it was understood and is no fault: nothing is lost by it. */
  readonly isHarmless: boolean;
}

/** How many reasons are told apart, how many examples of each are kept, and how long one may be. */
const REASONS_MAX = 200;
const EXAMPLES_MAX = 5;
const EXAMPLE_LENGTH_MAX = 80;

/** Counts by reason. */
export class Tally {
  readonly #byReason = new Map<string, { count: number; line: number; such: Array<string>; isHarmless: boolean }>();

  add(reason: string, line: number, such: string | undefined, isHarmless: boolean): void {
    const known = this.#byReason.get(reason);
    const key = known !== undefined || this.#byReason.size < REASONS_MAX ? reason : "another reason";
    const entry = this.#byReason.get(key) ?? { count: 0, line, such: [], isHarmless };
    this.#byReason.set(key, entry);
    entry.count += 1;
    entry.line = Math.min(entry.line, line);
    entry.isHarmless &&= isHarmless;
    if (such === undefined || entry.such.length >= EXAMPLES_MAX) return;
    const example = such.length > EXAMPLE_LENGTH_MAX ? `${such.slice(0, EXAMPLE_LENGTH_MAX - 1)}…` : such;
    if (!entry.such.includes(example)) entry.such.push(example);
  }

  /** What was skipped, the most frequent reason first. */
  all(): ReadonlyArray<Skipped> {
    return [...this.#byReason]
      .map(([reason, entry]) => ({ reason, ...entry }))
      .toSorted((a, b) => b.count - a.count || a.line - b.line);
  }
}
