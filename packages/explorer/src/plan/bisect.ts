/** Two values between which an answer changes: `from` has the one of the lower end, `to` that of the upper end. */
export interface Bracket {
  readonly from: number;
  readonly to: number;
}

/** How a range is halved. */
export interface Halving {
  /** Between two values; one of them when there is none between. */
  readonly middle: (from: number, to: number) => number;
  /** Whether the place is known well enough. */
  readonly isClose: (bracket: Bracket) => boolean;
}

/** So many halvings find any place that floats can tell apart. */
const HALVINGS_MAX = 60;

/**
 * Looks for the place in a range where an answer changes. The ends answer differently; between them it is assumed to
 * change once. Whoever asks is told which {@link value} to try next, and says what came of it.
 */
export class Bisection {
  private readonly halving: Halving;
  private low: number;
  private high: number;
  private tried = 0;

  constructor({ from, to }: Bracket, halving: Halving) {
    this.low = from;
    this.high = to;
    this.halving = halving;
  }

  /** The value to try next; `undefined` when the place is known well enough. */
  get value(): number | undefined {
    const { low, high } = this;
    if (this.tried >= HALVINGS_MAX || this.halving.isClose({ from: low, to: high })) return undefined;
    const value = this.halving.middle(low, high);
    return value > low && value < high ? value : undefined;
  }

  /** Takes the answer for {@link value}. */
  answer(isLikeLower: boolean): void {
    const { value } = this;
    if (value === undefined) return;
    this.tried++;
    if (isLikeLower) this.low = value;
    else this.high = value;
  }

  get bracket(): Bracket {
    return { from: this.low, to: this.high };
  }
}
