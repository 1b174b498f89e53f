/**
 * An Xid that comes again before this much silence tells of the same fault: the three minutes by which NVIDIA's Fleet
 * Intelligence ends a burst of Xids (https://docs.nvidia.com/fleet-intel/user-guide/xid-bursts.md).
 */
export const SILENCE_US = 180_000_000;
/** How many are remembered. */
const REMEMBERED_MAX = 200_000;

/** Tells a fault's repetitions from the next fault. */
export class Repeats {
  readonly #lastUs = new Map<string, number>();

  /** Whether the same was told no longer than {@link SILENCE_US} ago, also where lines are not quite in order. */
  isAgain(key: string, atUs: number): boolean {
    const lastUs = this.#lastUs.get(key);
    const isAgain = lastUs !== undefined && Math.abs(atUs - lastUs) <= SILENCE_US;
    if (this.#lastUs.size >= REMEMBERED_MAX) this.#lastUs.clear();
    this.#lastUs.set(key, isAgain ? Math.max(lastUs, atUs) : atUs);
    return isAgain;
  }
}
