import { test } from "vitest";
import { named } from "../hunt/search/hunt.ts";
import { storyOf } from "../hunt/story/story.ts";
import { storyText } from "../hunt/story/text.ts";
import { stageOf, type Timeline } from "../hunt/timeline.ts";
import { Trials } from "../hunt/trial.ts";
import { Broken } from "./every-timeline-within.ts";
import { readSubject, type Subject } from "./subject.ts";

export interface SingleKept {
  /** The experiment whose thresholds and invariants must hold. */
  readonly keepsTheTargetOf: Subject;
}

/** Registers a test: one timeline, such as a counterexample that was mended, keeps the target of an experiment. */
export const thisTimeline = (
  { title, faults }: { readonly title: string; readonly faults: Timeline },
  { keepsTheTargetOf }: SingleKept,
): void => {
  const { experiment } = readSubject(keepsTheTargetOf);
  test(`"${experiment.title}" keeps its target under a timeline that once broke it: ${title}`, () => {
    const trials = new Trials(stageOf(experiment));
    const trial = trials.check(named(faults));
    if (trial.harm <= 0 && trial.violations.length === 0) return;
    throw new Broken(storyText(storyOf(trials, trial)).join("\n"));
  });
};
