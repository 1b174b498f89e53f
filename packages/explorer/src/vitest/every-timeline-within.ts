import { type Budget, decodeExperiment, Experiment, printBudget } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { test } from "vitest";
import { hardnessText } from "../hunt/report/hardness.ts";
import { together } from "../hunt/report/search.ts";
import { Hunt } from "../hunt/search/hunt.ts";
import { shrink } from "../hunt/shrink/shrink.ts";
import { storyOf } from "../hunt/story/story.ts";
import { storyText } from "../hunt/story/text.ts";
import { Counterexamples } from "./counterexamples.ts";
import { readSubject, type Subject } from "./subject.ts";

export interface Kept {
  /** The experiment whose thresholds and invariants must hold. */
  readonly keepsTheTargetOf: Subject;
  /** The seed of the search. There is no default, for a test that fails must be one that fails again. */
  readonly seed: number;
  /** How many timelines are tried; 1,000 unless given. */
  readonly timelines?: number;
  /** A folder of earlier counterexamples, which are tried first; a new one is saved there. */
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
  const { seed, timelines = 1_000, timeoutMs = 600_000 } = kept;
  if (!Number.isInteger(seed) || seed < 0 || seed > 4_294_967_295) {
    throw new TypeError(
      `everyTimelineWithin needs a seed, a whole number from 0 to 4294967295, so that what it finds is found again; found ${String(seed)}. Add, for example, seed: ${Math.floor(Math.random() * 4_294_967_296)}`,
    );
  }
  const subject = readSubject(kept.keepsTheTargetOf);
  const experiment = withBudget(subject.experiment, budget);
  const allowed = printBudget(experiment.budget as Budget);
  test(`every timeline within "${allowed}" keeps the target of "${experiment.title}" (seed ${seed}, ${timelines} timelines)`, {
    timeout: timeoutMs,
  }, () => {
    const earlier = new Counterexamples(kept.counterexamples);
    const hunt = new Hunt(experiment, { seed, examples: earlier.read() });
    hunt.advance(timelines);
    if (hunt.found === undefined) return;
    const { index, trial } = hunt.found;
    const shrunk = shrink(hunt.trials, trial.timeline);
    const story = storyOf(hunt.trials, shrunk.trial);
    const saved = earlier.save({ ...subject, title: story.title, story: storyText(story), shrunk, seed });
    const again =
      saved === undefined ? "Run this test again: the seed finds it again." : `Again: pnpm ordeal replay ${saved}`;
    const place = index === 0 ? "without any scripted fault" : `timeline ${index} of ${timelines}`;
    throw new Broken(
      [
        ...storyText(story),
        "",
        ...hardnessText(together([hunt.report])),
        `Found as ${place}, seed ${seed}. ${again}`,
      ].join("\n"),
    );
  });
};

/** A counterexample: the message tells its story. */
export class Broken extends Error {
  constructor(story: string) {
    super(story);
    this.name = "Broken";
    // The story is all that matters: where in the search it was thrown is not.
    this.stack = `${this.name}: ${story}`;
  }
}

/** The experiment with this budget in the place of its own; throws when the budget allows nothing, or contradicts itself. */
const withBudget = (experiment: Experiment, budget: string | object): Experiment => {
  const written = { ...(Schema.encodeUnknownSync(Experiment)(experiment) as object), budget };
  const decoded = decodeExperiment(written);
  if ("value" in decoded) return decoded.value;
  throw new TypeError(decoded.problems.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
};
