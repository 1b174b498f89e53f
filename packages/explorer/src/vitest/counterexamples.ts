import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { decodeTimeline, type Experiment } from "@ordeal/model";
import { LineCounter, parseDocument } from "yaml";
import { counterexampleText } from "../hunt/report/counterexample.ts";
import type { Shrunk } from "../hunt/shrink/shrink.ts";
import type { Timeline } from "../hunt/timeline.ts";

/** What to save of a counterexample. */
interface Found {
  readonly experiment: Experiment;
  readonly file: string | undefined;
  readonly set: ReadonlyArray<string>;
  readonly title: string;
  readonly story: ReadonlyArray<string>;
  readonly shrunk: Shrunk;
  readonly seed: number;
}

const SUFFIX = ".timeline.yaml";

/** A folder of earlier counterexamples; none when no folder is given. */
export class Counterexamples {
  private readonly folder: string | undefined;

  constructor(folder: string | undefined) {
    this.folder = folder;
  }

  /** The faults of each, by name of file; throws with file and line for one that is not good. */
  read(): ReadonlyArray<Timeline> {
    const { folder } = this;
    if (folder === undefined || !existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(SUFFIX))
      .sort()
      .map((name) => readTimeline(join(folder, name)));
  }

  /** Writes one. Returns its file, or `undefined` when there is no folder or nothing to keep. */
  save({ experiment, file, set, title, story, shrunk, seed }: Found): string | undefined {
    const { folder } = this;
    const { timeline } = shrunk.trial;
    if (folder === undefined || timeline.length === 0) return undefined;
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${slug(experiment.title)}-seed-${seed}${SUFFIX}`);
    const on = file === undefined ? undefined : relativeTo(path, file);
    writeFileSync(
      path,
      counterexampleText({
        title,
        ...(on === undefined ? {} : { on }),
        seed: experiment.seed,
        set: set.filter((one) => !one.startsWith("seed=")),
        timeline,
        story,
      }),
    );
    return relative(process.cwd(), path);
  }
}

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);

const relativeTo = (from: string, to: string): string => {
  const path = relative(dirname(resolve(from)), resolve(to))
    .split(sep)
    .join("/");
  return path.startsWith(".") ? path : `./${path}`;
};

/** The faults of a timeline's file; throws with every problem and its line. */
const readTimeline = (file: string): Timeline => {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) throw new TypeError(`${file}: ${broken.message}`);
  const decoded = decodeTimeline(document.toJS());
  if ("problems" in decoded) {
    const said = decoded.problems.map(({ path, message }) => {
      const node = document.getIn(path, true) as { readonly range?: readonly [number, number, number] } | undefined;
      const line = node?.range === undefined ? 1 : lines.linePos(node.range[0]).line;
      return `${file}:${line} ${path.join(".")}: ${message}`;
    });
    throw new TypeError(said.join("\n"));
  }
  return decoded.value.faults;
};
