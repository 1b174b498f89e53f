import { bad, type Finding, other } from "../../finding.ts";

/** How many Xids are remembered. */
const REMEMBERED_MAX = 200_000;

const again = "an Xid that a program quotes, and of which the log has the kernel's own line";
const alone = "an Xid that only a program tells of: import the kernel's log of its host as well";

interface Quoted {
  /** The first line that quotes it, and how many do. */
  readonly line: number;
  count: number;
  readonly such: string;
}

/**
 * Xids that programs quote: monitors and agents write the kernel's line again, later or on a host of their own. One whose
 * own line is in the log, before or after, is no second fault; one without it cannot be used, for nobody knows when and where.
 */
export class Quotes {
  readonly #seen = new Set<string>();
  readonly #waiting = new Map<string, Quoted>();

  /** The kernel itself told of it. */
  saw(key: string): void {
    if (this.#seen.size < REMEMBERED_MAX) this.#seen.add(key);
  }

  /** A program told of it. `undefined` while it is open whether the kernel does. */
  quoted(line: number, key: string, such: string): Finding | undefined {
    if (this.#seen.has(key)) return other(line, again, such);
    const known = this.#waiting.get(key);
    if (known === undefined && this.#waiting.size >= REMEMBERED_MAX) return bad(line, alone, such);
    if (known === undefined) this.#waiting.set(key, { line, count: 1, such });
    else known.count += 1;
    return undefined;
  }

  /** What is left when the log has ended. */
  *rest(): Generator<Finding> {
    for (const [key, { line, count, such }] of this.#waiting) {
      const finding = this.#seen.has(key) ? other(line, again, such) : bad(line, alone, such);
      for (let told = 0; told < count; told++) yield finding;
    }
  }
}
