import { type Budget, Experiment, ordealCommand, printBudget } from "@ordeal/model";
import { readExperiment } from "@ordeal/simulator";
import * as Schema from "effect/Schema";
import { evidenceOf } from "../hunt/report/evidence.ts";
import { hardnessText } from "../hunt/report/hardness.ts";
import { mergeReports } from "../hunt/report/search.ts";
import { Hunt } from "../hunt/search/hunt.ts";
import { shrink } from "../hunt/shrink/shrink.ts";
import { storyOf } from "../hunt/story/story.ts";
import { storyText } from "../hunt/story/text.ts";
import { Counterexamples, problemText } from "./counterexamples.ts";
import { Broken, expectEvidence, fromHere, type Property, register } from "./property.ts";
import { readSubject, type Subject } from "./subject.ts";

export interface Kept {
  /** The experiment whose thresholds and invariants must hold. */
  readonly keepsTheTargetOf: Subject;
  /** The seed of the search. There is no default, for a test that fails must be one that fails again. */
  readonly seed: number;
  /** How many timelines are tried; 1,000 unless given. */
  readonly timelines?: number;
  /** A folder of earlier counterexamples, which are all tried first; a new one is saved there. */
  readonly counterexamples?: string;
  /** How long the test may take, in milliseconds; ten minutes unless given. */
  readonly timeoutMs?: number;
}

/**
 * Registers a test: every timeline within the budget keeps the target of an experiment. The budget is written as in an
 * experiment, as a sentence or a mapping. A counterexample is shrunk, saved, and told as a story.
 *
 * @example
 * everyTimelineWithin("at most 1 card fault and 1 link fault, any two at least 1 hour apart", {
 *   keepsTheTargetOf: await readExperiment("experiments/10-evening-drill.yaml"),
 *   seed: 20260326,
 * });
 */
export const everyTimelineWithin = (budget: string | object, kept: Kept): void => {
  register(everyTimeline(budget, kept), { timeout: kept.timeoutMs ?? 600_000 });
};

/** The seed, and how many timelines to try; throws for numbers that cannot be. */
const readNumbers = ({ seed, timelines = 1_000 }: Kept): { readonly seed: number; readonly timelines: number } => {
  if (!Number.isInteger(seed) || seed < 0 || seed > 4_294_967_295) {
    throw new TypeError(
      `everyTimelineWithin needs a seed, a whole number from 0 to 4294967295, so that what it finds is found again; found ${String(seed)}. Add, for example, seed: ${Math.floor(Math.random() * 4_294_967_296)}`,
    );
  }
  if (!Number.isInteger(timelines) || timelines < 1) {
    throw new TypeError(`everyTimelineWithin expected a whole number of timelines above 0, found ${String(timelines)}`);
  }
  return { seed, timelines };
};

/** That every timeline within a budget keeps the target; throws for a budget, a seed or a number that cannot be. */
export const everyTimeline = (budget: string | object, kept: Kept): Property => {
  const { seed, timelines } = readNumbers(kept);
  const subject = readSubject(kept.keepsTheTargetOf);
  const experiment = withBudget(subject.experiment, budget);
  const allowed = printBudget(experiment.budget as Budget);
  const check = (again: string): void => {
    const folder = new Counterexamples(kept.counterexamples, experiment);
    const earlier = folder.read();
    const hunt = new Hunt(experiment, { seed, examples: earlier.map(({ timeline }) => timeline) });
    hunt.advance(Math.max(timelines, 1 + earlier.length));
    if (hunt.found === undefined) return expectEvidence(evidenceOf(experiment, hunt.report));
    const { index, trial } = hunt.found;
    const shrunk = shrink(hunt.trials, trial.timeline);
    const story = storyOf(hunt.trials, shrunk.trial);
    const saved = folder.save({ ...subject, title: story.title, story: storyText(story), shrunk, seed });
    const example = earlier[index - 1]?.file;
    const place = index === 0 ? "without any scripted fault" : `as timeline ${index} of ${timelines}`;
    const canReplay = saved !== undefined && subject.file !== undefined;
    throw new Broken([
      ...storyText(story),
      "",
      ...hardnessText(mergeReports([hunt.report])),
      example === undefined ? `Found ${place}, seed ${seed}.` : `Found by the counterexample ${fromHere(example)}.`,
      ...(saved === undefined || saved === example ? [] : [`Saved: ${fromHere(saved)}`]),
      `Again: ${canReplay ? `${ordealCommand} replay ${fromHere(saved)}` : again}`,
    ]);
  };
  return {
    name: `every timeline within "${allowed}" keeps the target of "${experiment.title}" (seed ${seed}, ${timelines} timelines)`,
    check,
  };
};

/** The experiment with this budget in the place of its own; throws when the budget allows nothing, or contradicts itself. */
const withBudget = (experiment: Experiment, budget: string | object): Experiment => {
  const written = { ...(Schema.encodeUnknownSync(Experiment)(experiment) as object), budget };
  const decoded = readExperiment(written);
  if ("value" in decoded) return decoded.value;
  throw new TypeError(decoded.problems.map(problemText).join("\n"));
};
