import type { Cell } from "../coverage.ts";
import type { Margin } from "../harm.ts";
import type { Story } from "../story/story.ts";
import type { Timeline } from "../timeline.ts";
import type { Trial } from "../trial.ts";

/** The worst that a search saw, as data. */
export interface Worst {
  readonly harm: number;
  readonly nearest: Margin | undefined;
  readonly timeline: Timeline;
}

/** What a hunt came to. */
export interface Outcome {
  readonly found: boolean;
  /** How many timelines were tried, and how many of them had their invariants checked. */
  readonly timelines: number;
  readonly checked: number;
  readonly worst: Worst | undefined;
  readonly coverage: ReadonlyArray<Cell>;
  readonly counterexample?: {
    /** Its place in the search. */
    readonly index: number;
    readonly worker: number;
    readonly path: ReadonlyArray<number>;
    readonly tries: number;
    readonly isMinimal: boolean;
    readonly isVerified: boolean;
    readonly timeline: Timeline;
    readonly story: Story;
  };
}

export const worstOf = (trial: Trial): Worst => ({
  harm: trial.harm,
  nearest: trial.margins[0],
  timeline: trial.timeline,
});
