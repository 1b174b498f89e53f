import { journalHash } from "../../invariants/journal-hash.ts";
import type { ScriptedFaults } from "../timeline.ts";
import type { Trial, Trials } from "../trials.ts";
import { simplerTimelines } from "./simpler-timelines.ts";

/** How many timelines shrinking may try; it ends by itself long before. */
const TRIES_MAX = 20_000;

/** A counterexample that cannot be made simpler by any one step. */
export interface Shrunk {
  readonly trial: Trial;
  /** The steps that were taken, each by its place among the steps that could be: with them it is found again. */
  readonly path: ReadonlyArray<number>;
  /** How many timelines were tried. */
  readonly tries: number;
  /** Whether no step is left that keeps it broken; `false` when the tries ran out, or somebody stopped. */
  readonly isMinimal: boolean;
  /** Whether it is broken in the same way, with the same journal, when it is run again. */
  readonly isVerified: boolean;
}

/** What a trial breaks, which a simpler one must break too. */
export type Reason = { readonly invariant: string } | { readonly threshold: string };

export const reasonOf = ({ margins, violations }: Trial): Reason => {
  const broken = margins.find(({ held }) => held === false);
  if (broken !== undefined) return { threshold: broken.expression };
  const [first] = violations;
  if (first === undefined) throw new Error("a trial that breaks nothing has no reason");
  return { invariant: first.invariant };
};

const breaks = (trial: Trial, reason: Reason): boolean =>
  "threshold" in reason
    ? trial.margins.some(({ expression, held }) => expression === reason.threshold && held === false)
    : trial.violations.some(({ invariant }) => invariant === reason.invariant);

/** Makes a counterexample as simple as it can be, step by step; takes up where a path ends. */
export class Shrinking {
  readonly trials: Trials;
  private readonly reason: Reason;
  private readonly isWithinBudget: boolean;
  private current: Trial;
  private readonly path: Array<number> = [];
  /** How many simpler timelines were tried. */
  tried = 0;
  private place = 0;
  private steps: ReadonlyArray<ScriptedFaults>;

  /** Begins at a timeline that breaks something, and takes the steps of a path that led on from there before. */
  constructor(trials: Trials, found: ScriptedFaults, path: ReadonlyArray<number> = []) {
    this.trials = trials;
    const trial = trials.check(found);
    this.reason = reasonOf(trial);
    // An example that somebody brought may lie beyond the budget: then what is simpler may do so too.
    this.isWithinBudget = trial.isPermitted;
    this.current = trial;
    this.steps = simplerTimelines(trial, trials);
    for (const place of path) {
      const step = this.steps[place];
      const next = step === undefined ? undefined : this.try(step);
      if (next === undefined || !this.isCounterexample(next))
        throw new RangeError(`the path does not lead on at ${place}`);
      this.take(place, next);
    }
  }

  get isOver(): boolean {
    return this.place >= this.steps.length || this.tried >= TRIES_MAX;
  }

  /** How far it is with what could still be made simpler, from 0 to 1; every step that helps starts over. */
  get share(): number {
    return this.steps.length === 0 ? 1 : this.place / this.steps.length;
  }

  /** The simplest so far. */
  get simplest(): Trial {
    return this.current;
  }

  /** Tries so many simpler timelines, at most. */
  advance(count: number): void {
    for (let left = count; left > 0 && !this.isOver; left--) {
      const step = this.steps[this.place] as ScriptedFaults;
      const trial = this.try(step);
      if (this.isCounterexample(trial)) this.take(this.place, trial);
      else this.place++;
    }
  }

  /** What it came to, run again with every invariant checked. */
  end(): Shrunk {
    const { timeline } = this.current;
    const trial = this.trials.check(timeline);
    const [first, second] = [1, 2].map(() => journalHash(this.trials.journalOf(timeline)));
    const isVerified = this.isCounterexample(trial) && first === second;
    return { trial, path: this.path, tries: this.tried, isMinimal: this.place >= this.steps.length, isVerified };
  }

  private isCounterexample(trial: Trial): boolean {
    return breaks(trial, this.reason) && (trial.isPermitted || !this.isWithinBudget);
  }

  private try(timeline: ScriptedFaults): Trial {
    this.tried++;
    return "threshold" in this.reason ? this.trials.try(timeline) : this.trials.check(timeline);
  }

  private take(place: number, trial: Trial): void {
    this.path.push(place);
    this.current = trial;
    this.steps = simplerTimelines(trial, this.trials);
    this.place = 0;
  }
}

/** Shrinks to the end. */
export const shrink = (trials: Trials, found: ScriptedFaults, path: ReadonlyArray<number> = []): Shrunk => {
  const shrinking = new Shrinking(trials, found, path);
  shrinking.advance(TRIES_MAX);
  return shrinking.end();
};
