import type { Dice } from "../draw/dice.ts";
import type { Trial } from "../trials.ts";

/** How many of the worst timelines are kept to climb from. */
const SIZE_MAX = 24;

/** The worst trials seen, one of each sort, so that a climb does not end on one hill. */
export class Elite {
  private kept: ReadonlyArray<{ readonly sort: string; readonly trial: Trial }> = [];

  get size(): number {
    return this.kept.length;
  }

  add(trial: Trial): void {
    const { score } = trial;
    const least = this.kept[SIZE_MAX - 1];
    if (least !== undefined && score <= least.trial.score) return;
    const sort = sortOf(trial);
    const alike = this.kept.find((one) => one.sort === sort);
    if (alike !== undefined && score <= alike.trial.score) return;
    this.kept = [...this.kept.filter((one) => one !== alike), { sort, trial }]
      .sort((a, b) => b.trial.score - a.trial.score)
      .slice(0, SIZE_MAX);
  }

  /** One of them; the worse, the likelier: the better of two draws by rank. */
  pick(dice: Dice): Trial {
    const rank = Math.min(dice.between(0, this.size - 1), dice.between(0, this.size - 1));
    return (this.kept[rank] as (typeof this.kept)[number]).trial;
  }
}

/** Which kinds struck, each in which phase, and which threshold was nearest. */
const sortOf = ({ strikes, margins }: Trial): string =>
  `${strikes
    .map(({ kind, phases }) => `${kind}@${phases[0]}`)
    .sort()
    .join(" ")} ${margins[0]?.expression ?? ""}`;
