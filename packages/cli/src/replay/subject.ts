import { changesOf, type Mapping, replayStage, untimely } from "@ordeal/explorer";
import { Experiment, type Path, type TimelineHeader } from "@ordeal/model";
import { readExperiment } from "@ordeal/simulator";
import * as Schema from "effect/Schema";
import type { InputProblem } from "../files/input-problem.ts";
import { type LoadedExperiment, loadExperiment } from "../files/load.ts";
import { experimentOf, overridesOf } from "../files/load-timeline.ts";
import type { Override } from "../files/override.ts";
import type { SourcePosition } from "../files/source-position.ts";
import { overrideSettings } from "./settings.ts";
import { problemAt, type TimelineSource } from "./source.ts";

/** What a timeline is replayed on: its experiment, ready for it. */
export interface Subject {
  readonly loaded: LoadedExperiment;
  readonly header: TimelineHeader;
  readonly stage: Experiment;
}

/** The experiment that a timeline is replayed on: the one asked for, or its own. */
export const experimentFile = ({ file, header }: TimelineSource, on: string | undefined): string | undefined =>
  on ?? experimentOf(file, header);

/** Loads what a timeline is replayed on, with the timeline's own overrides and then those of the command line. */
export const loadSubject = async (
  source: TimelineSource,
  file: string,
  overrides: ReadonlyArray<Override>,
  mapping: Mapping,
): Promise<{ readonly subject: Subject } | { readonly problems: ReadonlyArray<InputProblem> }> => {
  const own = overridesOf(source.header, source.file);
  if (own.problems.length > 0) return { problems: own.problems };
  const loading = await loadExperiment(file, { overrides: [...own.overrides, ...overrides] });
  if ("problems" in loading) return loading;
  const settled = overrideSettings(source.header, overrides);
  if ("problems" in settled) return settled;
  const { header } = settled;
  const stage = replayStage(loading.loaded.experiment, header);
  const problems = [
    ...timelineProblems(stage, loading.loaded.experiment, header, source.file),
    ...unusable(stage, source, mapping),
  ];
  // What the command line put in place is what counts when the run is told again; the timeline brings its own.
  const loaded = { ...loading.loaded, overrides, placeOf: placeIn(source.file, loading.loaded) };
  return problems.length > 0 ? { problems } : { subject: { loaded, header, stage } };
};

/** Settings and faults are written in the timeline, everything else in the experiment. */
const placeIn =
  (timeline: string, { file, placeOf }: LoadedExperiment) =>
  (path: Path): SourcePosition =>
    path[0] === "settings" || path[0] === "faults" ? { source: timeline } : (placeOf?.(path) ?? { source: file });

/** What the timeline's settings and hazards break in the experiment. */
const timelineProblems = (
  stage: Experiment,
  experiment: Experiment,
  header: TimelineHeader,
  file: string,
): ReadonlyArray<InputProblem> => {
  const { changes, hazards } = experiment;
  const settings = changesOf(experiment, header);
  const decoded = readExperiment(Schema.encodeUnknownSync(Experiment)(stage));
  if ("value" in decoded) return [];
  return decoded.problems.map(({ path: [section, index, ...rest], message }) => {
    const own = section === "changes" ? changes.length : section === "hazards" ? hazards.length : undefined;
    const name = section === "changes" ? "settings" : section;
    const path =
      own === undefined || typeof index !== "number" || name === undefined
        ? [section, index, ...rest].filter((key) => key !== undefined)
        : [name, name === "settings" ? (settings[index - own]?.nth ?? index) : index - own, ...rest];
    return { place: { source: file }, path, message };
  });
};

/** What keeps all of a timeline from being applied: that is bad input, and not something to leave out. */
const unusable = (
  { startsAt }: Experiment,
  { file, header }: TimelineSource,
  mapping: Mapping,
): ReadonlyArray<InputProblem> => {
  const problems: Array<InputProblem> = [];
  if (startsAt === undefined && header.settings?.some(({ at }) => typeof at !== "number") === true)
    problems.push(problemAt(file, `settings: ${untimely.undated}: add startsAt`));
  if (mapping === "proportion" && header.cluster?.nodes === undefined)
    problems.push(problemAt(file, "cluster.nodes is required for --map proportion: say how many nodes were recorded"));
  return problems;
};
