import { type FaultSpec, writeFault } from "@ordeal/model";
import type { Timeline } from "../timeline.ts";

export interface Counterexample {
  readonly title: string;
  /** The file of the experiment that it breaks, relative to where the counterexample lies: `../experiments/x.yaml`. */
  readonly use?: string;
  readonly experimentSeed: number;
  readonly timeline: Timeline;
  /** The story, a line each. */
  readonly story: ReadonlyArray<string>;
  /** What finds it again, and takes up the shrinking. */
  readonly command?: string;
}

/** A counterexample as a YAML file: an experiment with the faults that break it, and its story as a comment. */
export const counterexampleText = (one: Counterexample): string => {
  const comments = [...one.story, ...(one.command === undefined ? [] : ["", `Found by: ${one.command}`])];
  const lines = [
    ...comments.map((line) => `# ${line}`.trimEnd()),
    ...(one.use === undefined ? [] : [`use: ${scalar(one.use)}`]),
    `title: ${JSON.stringify(one.title)}`,
    `seed: ${one.experimentSeed}`,
    ...(one.timeline.length === 0
      ? ["faults: []"]
      : ["faults:", ...one.timeline.map((fault) => `  - ${flow(asWritten(fault))}`)]),
  ];
  return `${lines.join("\n")}\n`;
};

/** Keys in the order in which people write them: what, whom, when, how long, how. */
const order = ["id", "kind", "target", "at", "on", "event", "time", "after", "duration"];

const asWritten = (fault: FaultSpec): Readonly<Record<string, unknown>> => {
  const written = writeFault(fault);
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(Object.entries(written).sort(([a], [b]) => rank(a) - rank(b)));
};

const flow = (value: unknown): string => {
  if (typeof value === "string") return scalar(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${flow(one)}`)
    .join(", ")} }`;
};

/** Text that YAML reads as this text. */
const scalar = (text: string): string => (/^[a-z.][\w ./-]*$/i.test(text) ? text : JSON.stringify(text));
