import { stageOf, timelineProblems } from "@ordeal/explorer";
import { decodeTimeline, type Experiment } from "@ordeal/model";
import { loadFile } from "../files/load.ts";
import type { FileProblems } from "../verbs/input.ts";
import type { HuntRequest } from "./request.ts";

/** The faults of earlier counterexamples, or what is wrong with their files; they must be ones that can strike here. */
export const loadExamples = async (files: ReadonlyArray<string>, experiment: Experiment | undefined) => {
  const bad: Array<FileProblems> = [];
  const timelines: Array<HuntRequest["examples"][number]> = [];
  for (const file of files) {
    const reading = await loadFile(file, (written) => {
      const decoded = decodeTimeline(written);
      if ("problems" in decoded || experiment === undefined) return decoded;
      const problems = timelineProblems(decoded.value.faults, stageOf(experiment));
      return problems.length === 0 ? decoded : { problems };
    });
    if ("problems" in reading) bad.push({ file, problems: reading.problems });
    else timelines.push(reading.value.faults);
  }
  return { timelines, bad };
};
