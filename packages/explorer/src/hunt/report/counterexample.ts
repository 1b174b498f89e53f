import { type Experiment, escapeVariables, writeFault } from "@ordeal/model";
import { Document, isMap, isSeq } from "yaml";
import type { ScriptedFaults } from "../timeline.ts";

export interface Counterexample {
  readonly title: string;
  /** The experiment that it breaks: a path, relative to where the counterexample lies. */
  readonly on?: string;
  /** The experiment's seed, and what was put in the place of its values. */
  readonly seed: number;
  readonly set: ReadonlyArray<string>;
  readonly timeline: ScriptedFaults;
  /** The story, a line each. */
  readonly story: ReadonlyArray<string>;
  /** What finds it again, and takes up the shrinking. */
  readonly command?: string;
}

/**
 * What a replay needs besides the faults to come to what the hunt came to: the seed, the values that were put in place,
 * and to go on to the end, as the hunt did.
 */
export const counterexampleSettings = (
  { seed, stopWhen }: Experiment,
  set: ReadonlyArray<string>,
): Pick<Counterexample, "seed" | "set"> => ({
  seed,
  set: [...set.filter((one) => !one.startsWith("seed=")), ...(stopWhen.length === 0 ? [] : ["stopWhen=[]"])],
});

/** A counterexample as a timeline in YAML, with its story as a comment: what `pnpm ordeal replay` takes. */
export const counterexampleText = ({ title, on, seed, set, timeline, story, command }: Counterexample): string => {
  const document = new Document({
    title,
    ...(command === undefined ? {} : { source: command }),
    ...(on === undefined ? {} : { on }),
    seed,
    ...(set.length === 0 ? {} : { set }),
    faults: timeline.map((fault) => inOrder(writeFault(fault))),
  });
  document.commentBefore = story.map((line) => ` ${line}`.trimEnd()).join("\n");
  const faults = document.get("faults");
  if (isSeq(faults)) for (const fault of faults.items) if (isMap(fault)) fault.flow = true;
  return escapeVariables(document.toString({ lineWidth: 0, flowCollectionPadding: true }));
};

/** Keys in the order in which people write them: what, whom, when, how long, how. */
const order = ["id", "kind", "target", "at", "on", "duration"];

const inOrder = (written: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(Object.entries(written).sort(([a], [b]) => rank(a) - rank(b)));
};
