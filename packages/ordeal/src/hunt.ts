import { type Cell, Hunt, type ScriptedFaults, Shrinking, stageOf, storyOf, storyText, Trials } from "@ordeal/explorer";
import { writeFault } from "@ordeal/model";
import { load, type Subject, type SubjectOptions } from "./subject.ts";
import { inTurns } from "./turns.ts";

export interface HuntOptions extends Pick<SubjectOptions, "set"> {
  /** The seed of the search, from 0 to 2³² − 1; the experiment keeps its own. 1 unless given. */
  readonly seed?: number;
  /** How many timelines to try at most; 1,000 unless given. */
  readonly timelines?: number;
  readonly signal?: AbortSignal;
}

/** The smallest timeline that was found to break the target. */
export interface Counterexample {
  readonly title: string;
  /** The faults, as a file would say them. */
  readonly faults: ReadonlyArray<unknown>;
  /** What happened, in words. */
  readonly story: string;
  /** Whether every single step that would make it simpler was tried. */
  readonly isMinimal: boolean;
  /** Whether it failed again, with the same journal. */
  readonly isVerified: boolean;
}

export interface HuntResult {
  /** How many timelines were tried. */
  readonly timelines: number;
  /** What breaks the target; `undefined` where nothing was found. */
  readonly counterexample: Counterexample | undefined;
  /** How often each kind of fault struck in each phase. */
  readonly coverage: ReadonlyArray<Cell>;
}

/**
 * Searches the timelines of faults within the experiment's budget for one that breaks a threshold or an invariant, and
 * shrinks it. The number of timelines decides what is tried, never a clock: same experiment, seed and number, same answer.
 *
 * @example
 * const { counterexample } = await hunt("experiment.yaml", { timelines: 200 });
 * if (counterexample !== undefined) console.log(counterexample.story);
 */
export const hunt = async (subject: Subject, options: HuntOptions = {}): Promise<HuntResult> => {
  const { experiment } = await load(subject, options.set === undefined ? {} : { set: options.set });
  const { seed = 1, timelines = 1_000, signal } = options;
  const search = new Hunt(experiment, { seed });
  await inTurns(() => {
    search.advance(1);
    return !search.isOver && search.tried < timelines;
  }, signal);
  const { coverage, timelines: tried, found } = search.report;
  const counterexample =
    found === undefined ? undefined : await shrink(new Trials(stageOf(experiment)), found.timeline, signal);
  return { timelines: tried, counterexample, coverage };
};

const shrink = async (trials: Trials, found: ScriptedFaults, signal?: AbortSignal): Promise<Counterexample> => {
  const shrinking = new Shrinking(trials, found);
  await inTurns(() => {
    shrinking.advance(1);
    return !shrinking.isOver;
  }, signal);
  const { trial, isMinimal, isVerified } = shrinking.end();
  const story = storyOf(trials, trial);
  return {
    title: story.title,
    faults: trial.timeline.map(writeFault),
    story: storyText(story).join("\n"),
    isMinimal,
    isVerified,
  };
};
