import { faultProblems, type Problem } from "@ordeal/model";
import type { ScriptedFaults, Stage } from "./timeline.ts";

/** What keeps a timeline that somebody brought from striking here: nothing that it came to would mean anything. */
export const timelineProblems = (timeline: ScriptedFaults, stage: Stage): ReadonlyArray<Problem> =>
  timeline.flatMap((fault, index) => {
    const at = ["faults", index];
    if ("component" in fault) return [{ path: [...at, "component"], message: foreign }];
    return faultProblems(fault, stage).map(({ path, message }) => ({ path: [...at, ...path], message }));
  });

const foreign =
  "names a component of another cluster: expected a target of this one, as a timeline that a hunt saved has it";
