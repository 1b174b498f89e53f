import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  type AnyEvent,
  type Experiment,
  FACTS_FILE,
  processOfFile,
  type RecordedRun,
  readRecording,
  WatchedRun,
} from "@ordeal/model";
import { type Weights, weightsOf } from "./weights.ts";

/** What was recorded of one run, and what of it nobody can vouch for. */
export interface Recorded {
  readonly run: RecordedRun;
  readonly doubts: ReadonlyArray<string>;
  readonly violations: ReadonlyArray<string>;
  /** The digests of its weights; only of a run whose records are at hand. */
  readonly weights?: Weights;
}

/** A folder holds no more than this of what hooks wrote; a run of a day with eight ranks comes to a tenth. */
const BYTES_MAX = 512 * 1024 * 1024;
const FILES_MAX = 10_000;

/**
 * Reads the folder that the hook of a run's ranks, and its lab, wrote into; with the healthy step time where other runs tell
 * it, in microseconds. A string says why it cannot be read.
 */
export const readRecordedRun = (folder: string, experiment: Experiment, healthyStepUs?: number): Recorded | string => {
  let names: ReadonlyArray<string>;
  try {
    names = readdirSync(folder).filter(
      (name) => name === FACTS_FILE || processOfFile(name) !== undefined || /\.(?:json|jsonl|log)$/.test(name),
    );
  } catch {
    return `${folder} cannot be read: expected the folder that ORDEAL_EVENTS named`;
  }
  if (names.length > FILES_MAX)
    return `${folder} holds ${names.length} files of ranks, and ${FILES_MAX} are read at most`;
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  if (bytes > BYTES_MAX) return `${folder} holds ${bytes} bytes, and ${BYTES_MAX} are read at most`;
  const recording = readRecording(names.map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") })));
  if (recording.ranks === 0)
    return `${folder} holds no file of a rank: expected <rank>-<pid>-<start time>.ndjson, as the hook writes them, or .json, .jsonl or .log of nv-one-logger`;
  const events: Array<AnyEvent> = [];
  const watched = new WatchedRun(experiment, {
    seed: experiment.seed,
    ranks: recording.ranks,
    launcher: "launcher",
    ...(healthyStepUs === undefined ? {} : { healthyStepUs }),
    onEvent: (event) => events.push(event as AnyEvent),
  });
  let lastUs = 0;
  for (const one of recording.happened) {
    if (watched.originUs !== undefined && one.atUs > watched.originUs + experiment.duration) break;
    watched.see(one);
    lastUs = one.atUs;
  }
  if (watched.originUs === undefined)
    return `${folder} tells of no step that every one of its ${recording.ranks} ranks began`;
  const endUs = watched.originUs + experiment.duration;
  const isWhole = recording.happened.some(({ atUs }) => atUs >= endUs);
  watched.end(isWhole ? endUs : lastUs);
  const { result, doubts, violations } = watched.result();
  const { unknown, malformed } = recording.lines;
  return {
    run: { events, result },
    violations,
    weights: weightsOf(recording.happened, recording.ranks),
    doubts: [
      ...doubts,
      ...(isWhole ? [] : [`it was recorded for ${Math.round(result.wallUs / 1e6)} s, and the experiment lasts longer`]),
      ...(malformed > 0 ? [`${malformed} lines of its files are no records`] : []),
      ...(unknown > 0 ? [`${unknown} records are of kinds that this version does not know`] : []),
    ],
  };
};

/** The events of a journal that a run wrote. */
export const eventsOfJournal = (file: string): ReadonlyArray<AnyEvent> =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      if (!line.startsWith('{"seq":')) return [];
      return [JSON.parse(line) as AnyEvent];
    });
