import { Experiment, ordealCommand, type Problem, TimelineHeader } from "@ordeal/model";

/** By the fields that only one of the two has, the more of them the surer; of a file that has none, by its faults. */
export const kindOf = (written: unknown): "experiment" | "timeline" | undefined => {
  if (typeof written !== "object" || written === null || Array.isArray(written)) return undefined;
  const keys = Object.keys(written);
  const only = (own: object, other: object) =>
    keys.filter((key) => key !== "faults" && Object.hasOwn(own, key) && !Object.hasOwn(other, key)).length;
  const surer = only(Experiment.fields, TimelineHeader.fields) - only(TimelineHeader.fields, Experiment.fields);
  if (surer !== 0) return surer > 0 ? "experiment" : "timeline";
  return Object.hasOwn(written, "faults") ? "timeline" : undefined;
};

/** What somebody wrote is the other of the two: said in one line, in the place of all that it lacks. */
export const mistaken = (written: unknown, wanted: "experiment" | "timeline", file: string): Problem | undefined => {
  const kind = kindOf(written);
  if (kind === undefined || kind === wanted || !isSure(written, kind)) return undefined;
  const message =
    kind === "timeline"
      ? `is an incident timeline, and not an experiment: replay it, with ${ordealCommand} replay ${file}`
      : `is an experiment, and not a timeline: run it, with ${ordealCommand} run ${file}, or replay a timeline on it, with --on ${file}`;
  return { path: [], message };
};

/** A mapping that has what the other must have, and nothing of what this one must. */
const isSure = (written: unknown, kind: "experiment" | "timeline"): boolean => {
  const has = (name: string) => Object.hasOwn(written as object, name);
  const whole = ["job", "checkpoint", "duration"];
  const own = ["source", "observed", "on", "format", "settings"];
  return kind === "timeline" ? has("faults") && own.some(has) && !whole.some(has) : whole.every(has);
};
