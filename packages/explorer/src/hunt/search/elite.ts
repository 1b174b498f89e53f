import type { Dice } from "../draw/dice.ts";
import type { Trial } from "../trial.ts";

/** How many of the worst timelines are kept to climb from. */
const SIZE_MAX = 24;

/** The worst trials seen, one of each sort, so that a climb does not end on one hill. */
export class Elite {
  private trials: ReadonlyArray<Trial> = [];
  private readonly sizeMax: number;

  constructor(sizeMax = SIZE_MAX) {
    this.sizeMax = sizeMax;
  }

  get worst(): Trial | undefined {
    return this.trials[0];
  }

  get size(): number {
    return this.trials.length;
  }

  add(trial: Trial): void {
    const sort = sortOf(trial);
    const alike = this.trials.find((one) => sortOf(one) === sort);
    if (alike !== undefined && alike.score >= trial.score) return;
    this.trials = [...this.trials.filter((one) => one !== alike), trial]
      .sort((a, b) => b.score - a.score)
      .slice(0, this.sizeMax);
  }

  /** One of them; the worse, the likelier: the better of two draws by rank. */
  pick(dice: Dice): Trial {
    const rank = Math.min(dice.between(0, this.size - 1), dice.between(0, this.size - 1));
    return this.trials[rank] as Trial;
  }
}

/** Which kinds struck, in which phases of a recovery, and which threshold was nearest. */
const sortOf = ({ strikes, margins }: Trial): string =>
  `${strikes
    .map(({ kind, phases }) => `${kind}@${phases[0]}`)
    .sort()
    .join(" ")} ${margins[0]?.expression ?? ""}`;
