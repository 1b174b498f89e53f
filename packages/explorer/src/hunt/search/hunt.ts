import type { Experiment } from "@ordeal/model";
import { Coverage } from "../coverage.ts";
import { adapt } from "../draw/adapt.ts";
import { Dice } from "../draw/dice.ts";
import { aimedTimeline, RandomTimelines } from "../draw/timeline.ts";
import { type SearchReport, worstOf } from "../report/search.ts";
import { type ScriptedFaults, stageOf, withIds } from "../timeline.ts";
import { isBroken, signatureOf, type Trial, Trials } from "../trials.ts";
import { Elite } from "./elite.ts";
import { everyPair } from "./exhaustive.ts";
import { cross, mutate } from "./mutate.ts";

export const strategies = ["random", "aimed", "guided"] as const;
export type Strategy = (typeof strategies)[number];

export interface HuntOptions {
  /** The one source of chance of the search, from 0 to 2³² − 1; the experiment keeps its own. */
  readonly seed: number;
  /** Which ways to search; all of them unless given. */
  readonly strategies?: ReadonlyArray<Strategy>;
  /** Timelines that are tried first, such as earlier counterexamples. */
  readonly examples?: ReadonlyArray<ScriptedFaults>;
  /** Every pair of a kind and a phase, one after the other, instead of a search. */
  readonly isExhaustive?: boolean;
  /** Which of several hunts that go on at once this is; the only one unless given. */
  readonly share?: Share;
}

/** One of several hunts that go on at once and try different timelines. */
export interface Share {
  readonly worker: number;
  readonly workers: number;
}

/** The seed of one of several; the first has the hunt's own. */
const seedOf = (seed: number, worker: number): number =>
  worker === 0 ? seed : new Dice(seed, `worker ${worker}`).seed();

/** Of so many events that are simulated one may be checked by the invariants, so that the search stays fast. */
const SIMULATED_TO_CHECKED = 64;
/** So many may be checked at once: what a recovery does wrong mostly shows in the first timelines of each sort. */
const CHECKED_AT_ONCE = 5_000;

/** A timeline that breaks a target, and its place in the search: with the seed, that finds it again. */
export interface Found {
  readonly index: number;
  readonly trial: Trial;
}

/**
 * A search for a timeline within the budget that breaks a threshold or an invariant, one batch at a time. The number of
 * timelines decides what is tried, never a clock: same experiment, seed and number, same answer.
 */
export class Hunt {
  readonly trials: Trials;
  readonly coverage: Coverage;
  /** How many timelines were tried. */
  tried = 0;
  found: Found | undefined;
  /** The trial with the greatest harm. */
  worst: Trial | undefined;
  /** How many timelines had their invariants checked. */
  checked = 0;
  private simulatedEvents = 0;
  private checkedEvents = 0;
  private readonly dice: Dice;
  private readonly random: RandomTimelines;
  private readonly elite = new Elite();
  /** Of the trials that had their invariants checked. */
  private readonly signatures = new Set<string>();
  private readonly examples: ReadonlyArray<ScriptedFaults>;
  private readonly pairs: ReadonlyArray<ScriptedFaults> | undefined;
  private readonly strategies: ReadonlyArray<Strategy>;

  /** What is tried first is nothing at all, then the examples. */
  constructor(experiment: Experiment, options: HuntOptions) {
    const { seed: given, strategies: chosen = strategies, examples = [], isExhaustive = false } = options;
    const { worker, workers } = options.share ?? { worker: 0, workers: 1 };
    const seed = seedOf(given, worker);
    this.trials = new Trials(stageOf(experiment));
    this.coverage = new Coverage(this.trials.allowance.kinds);
    this.dice = new Dice(seed, "search");
    this.random = new RandomTimelines(this.trials, new Dice(seed, "random"));
    this.examples = worker === 0 ? [[], ...examples.map(withIds)] : [];
    const all = isExhaustive ? everyPair(this.trials, given) : undefined;
    this.pairs = all?.filter((_, index) => index % workers === worker);
    this.strategies = chosen;
  }

  /** Whether there is nothing left to try: only an exhaustive hunt comes to an end by itself. */
  get isOver(): boolean {
    return this.found !== undefined || this.tried >= this.length;
  }

  /** How many timelines there are to try. */
  get length(): number {
    return this.pairs === undefined ? Number.POSITIVE_INFINITY : this.examples.length + this.pairs.length;
  }

  /** What came of it so far, as data. */
  get report(): SearchReport {
    const { tried, checked, worst, coverage, found } = this;
    return {
      timelines: tried,
      checked,
      worst: worst === undefined ? undefined : worstOf(worst),
      coverage: coverage.cells(),
      found: found === undefined ? undefined : { index: found.index, timeline: found.trial.timeline },
    };
  }

  /** Tries so many timelines more, or fewer when one is found that breaks a target. */
  advance(count: number): void {
    for (let left = count; left > 0 && !this.isOver; left--) this.tryNext();
  }

  private tryNext(): void {
    const index = this.tried++;
    const tried = this.trials.try(this.next(index));
    // What somebody asked for is looked at, whatever the budget says of it.
    const trial = this.judge(index < this.examples.length ? { ...tried, isPermitted: true } : tried);
    if (isBroken(trial)) this.found = { index, trial };
    if (!trial.isPermitted) return;
    if (this.worst === undefined || trial.harm > this.worst.harm || isBroken(trial)) this.worst = trial;
    this.elite.add(trial);
  }

  /** Counts what was hit. A trial unlike all that were checked is checked when it is time for it, and one that breaks a target always. */
  private judge(trial: Trial): Trial {
    for (const { kind, phases } of trial.strikes) for (const phase of phases) this.coverage.add(kind, phase);
    this.simulatedEvents += trial.events;
    const mayCheck = this.checkedEvents <= CHECKED_AT_ONCE + this.simulatedEvents / SIMULATED_TO_CHECKED;
    const isWorthIt = trial.isPermitted && (trial.harm > 0 || (mayCheck && !this.signatures.has(signatureOf(trial))));
    if (!isWorthIt) return trial;
    this.signatures.add(signatureOf(trial));
    this.checked++;
    const checked = this.trials.check(trial.timeline);
    this.checkedEvents += checked.events;
    return { ...checked, isPermitted: true };
  }

  private next(index: number): ScriptedFaults {
    const given = this.examples[index] ?? this.pairs?.[index - this.examples.length];
    if (given !== undefined) return given;
    switch (this.choose()) {
      case "random":
        return this.random.next();
      case "aimed":
        return aimedTimeline(this.trials, this.dice);
      case "guided":
        return this.climb();
    }
  }

  private choose(): Strategy {
    const possible = this.strategies.filter((one) => one !== "guided" || this.elite.size > 0);
    const weighted = possible.flatMap((one) => (one === "guided" ? [one, one] : [one]));
    return weighted.length === 0 ? "aimed" : this.dice.pick(weighted);
  }

  private climb(): ScriptedFaults {
    const { elite, trials, dice } = this;
    const from = elite.pick(dice).timeline;
    return dice.chance(0.2)
      ? adapt(cross(from, elite.pick(dice).timeline, trials, dice), trials, dice)
      : mutate(from, trials, dice);
  }
}
