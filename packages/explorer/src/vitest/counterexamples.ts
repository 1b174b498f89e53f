import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { decodeTimeline, type Experiment, type Path, type Problem, printPath, writeFault } from "@ordeal/model";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import { counterexampleSettings, counterexampleText } from "../hunt/report/counterexample.ts";
import { pathFrom, TIMELINE_SUFFIX } from "../hunt/report/file.ts";
import type { Shrunk } from "../hunt/shrink/shrink.ts";
import { type ScriptedFaults, stageOf } from "../hunt/timeline.ts";
import { timelineProblems } from "../hunt/timeline-problems.ts";

/** One that was kept, and where. */
export interface Earlier {
  readonly file: string;
  readonly timeline: ScriptedFaults;
}

/** What to save of a counterexample. */
interface Found {
  readonly file: string | undefined;
  readonly set: ReadonlyArray<string>;
  readonly title: string;
  readonly story: ReadonlyArray<string>;
  readonly shrunk: Shrunk;
  readonly seed: number;
}

/** A folder of counterexamples to one experiment; none when no folder is given. */
export class Counterexamples {
  private readonly folder: string | undefined;
  private readonly experiment: Experiment;

  constructor(folder: string | undefined, experiment: Experiment) {
    this.folder = folder;
    this.experiment = experiment;
  }

  /** Each, by name of file; throws with file and line for one that is not good. */
  read(): ReadonlyArray<Earlier> {
    const { folder, experiment } = this;
    if (folder === undefined || !existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(TIMELINE_SUFFIX))
      .sort()
      .map((name) => join(folder, name))
      .map((file) => ({ file, timeline: readTimeline(file, experiment) }));
  }

  /** Writes one, unless it is there. Returns its file, or `undefined` when there is no folder or nothing to keep. */
  save({ file, set, title, story, shrunk, seed }: Found): string | undefined {
    const { folder, experiment } = this;
    const { timeline } = shrunk.trial;
    if (folder === undefined || timeline.length === 0) return undefined;
    const there = this.read().find((one) => isDeepStrictEqual(written(one.timeline), written(timeline)));
    if (there !== undefined) return there.file;
    mkdirSync(folder, { recursive: true });
    const path = freePath(join(folder, `${slug(experiment.title)}-seed-${seed}`));
    const on = file === undefined ? undefined : pathFrom(path, file);
    writeFileSync(
      path,
      counterexampleText({
        title,
        ...(on === undefined ? {} : { on }),
        ...counterexampleSettings(experiment, set),
        timeline,
        story,
      }),
    );
    return path;
  }
}

/** `faults[0].at: expected …`. */
export const problemText = ({ path, message }: Problem): string => `${printPath(path)}: ${message}`;

const written = (timeline: ScriptedFaults) => timeline.map(writeFault);

/** One that was found before is not written over: it goes on to be tried. */
const freePath = (name: string): string => {
  for (let nth = 1; ; nth++) {
    const path = `${name}${nth === 1 ? "" : `-${nth}`}${TIMELINE_SUFFIX}`;
    if (!existsSync(path)) return path;
  }
};

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-|-$/g, "") || "counterexample";

/** The faults of a timeline's file; throws with every problem and its line. */
const readTimeline = (file: string, experiment: Experiment): ScriptedFaults => {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) throw new TypeError(`${file}:${lines.linePos(broken.pos[0]).line} ${broken.message}`);
  const decoded = decodeTimeline(plainOf(document, file));
  const problems =
    "problems" in decoded ? decoded.problems : timelineProblems(decoded.value.faults, stageOf(experiment));
  if ("value" in decoded && problems.length === 0) return decoded.value.faults;
  const said = problems.map((problem) => `${file}:${lineOf(document, problem.path, lines)} ${problemText(problem)}`);
  throw new TypeError(said.join("\n"));
};

const plainOf = (document: Document.Parsed, file: string): unknown => {
  try {
    return document.toJS();
  } catch (error) {
    throw new TypeError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The line of what stands at a path, or of what lacks it. */
const lineOf = (document: Document.Parsed, path: Path, lines: LineCounter): number => {
  const node = document.getIn(path, true);
  if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  return path.length === 0 ? 1 : lineOf(document, path.slice(0, -1), lines);
};
