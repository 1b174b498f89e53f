import { judgedBy } from "../hunt/report/evidence.ts";
import { storyOf } from "../hunt/story/story.ts";
import { storyText } from "../hunt/story/text.ts";
import { type ScriptedFaults, stageOf, withIds } from "../hunt/timeline.ts";
import { timelineProblems } from "../hunt/timeline-problems.ts";
import { Trials } from "../hunt/trials.ts";
import { problemText } from "./counterexamples.ts";
import { Broken, expectEvidence, type Property, register } from "./property.ts";
import { readSubject, type Subject } from "./subject.ts";

export interface SingleKept {
  /** The experiment whose thresholds and invariants must hold. */
  readonly keepsTheTargetOf: Subject;
}

interface Titled {
  readonly title: string;
  readonly faults: ScriptedFaults;
}

/** Registers a test: one timeline, such as a counterexample that was fixed, keeps the target of an experiment. */
export const thisTimeline = (timeline: Titled, kept: SingleKept): void => register(oneTimeline(timeline, kept));

/** That one timeline keeps the target; throws for one that cannot strike there. */
export const oneTimeline = ({ title, faults }: Titled, { keepsTheTargetOf }: SingleKept): Property => {
  const { experiment } = readSubject(keepsTheTargetOf);
  const stage = stageOf(experiment);
  const problems = timelineProblems(faults, stage);
  if (problems.length > 0) throw new TypeError(problems.map(problemText).join("\n"));
  const check = (again: string): void => {
    const trials = new Trials(stage);
    const trial = trials.check(withIds(faults));
    if (trial.harm <= 0 && trial.violations.length === 0) {
      return expectEvidence({ ...judgedBy(experiment), scripted: faults.length, struck: trial.strikes.length });
    }
    throw new Broken([...storyText(storyOf(trials, trial)), "", `Again: ${again}`]);
  };
  return { name: `"${experiment.title}" keeps its target under a timeline that once broke it: ${title}`, check };
};
