import { type Decoded, decodeTimeline, type Experiment, type Timeline } from "@ordeal/model";
import { readExperiment } from "@ordeal/simulator";
import type { InputProblem } from "./input-problem.ts";
import { kindOf } from "./kind.ts";
import { type LoadedExperiment, loadedOf, loadFile, nameOf } from "./load.ts";
import { deadEnds, type LoadedTimeline } from "./load-timeline.ts";

/** What a file turned out to hold, or everything that is wrong with it. */
export type LoadedEither =
  | { readonly experiment: LoadedExperiment }
  | { readonly timeline: LoadedTimeline }
  | { readonly problems: ReadonlyArray<InputProblem> };

/** Reads an experiment or a timeline, whichever the file holds. Never throws for input. */
export const loadEither = async (file: string): Promise<LoadedEither> => {
  const reading = await loadFile(file, (written) => decodeEither(file, written));
  if ("problems" in reading) {
    const { problems } = reading;
    // Where an include failed, nobody can tell what it would have brought.
    return { problems: problems.length > 1 ? problems.filter(({ message }) => message !== NEITHER) : problems };
  }
  const { value } = reading;
  return "timeline" in value
    ? { timeline: { file, name: nameOf(file), timeline: value.timeline, environment: reading.environment } }
    : { experiment: loadedOf({ ...reading, value: value.experiment }, file, nameOf(file)) };
};

type Either = { readonly experiment: Experiment } | { readonly timeline: Timeline };

const decodeEither = (file: string, written: unknown): Decoded<Either> => {
  switch (kindOf(written)) {
    case "experiment": {
      const decoded = readExperiment(written);
      return "problems" in decoded ? decoded : { value: { experiment: decoded.value } };
    }
    case "timeline": {
      const decoded = decodeTimeline(written);
      if ("problems" in decoded) return decoded;
      const problems = deadEnds(file, decoded.value);
      return problems.length > 0 ? { problems } : { value: { timeline: decoded.value } };
    }
    default:
      return { problems: [{ path: [], message: NEITHER }] };
  }
};

const NEITHER =
  "is neither an experiment nor a timeline: expected a mapping with title and faults (a timeline), " +
  "or with title, cluster, job, checkpoint and duration (an experiment)";
