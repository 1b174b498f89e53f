import type { Seeds } from "@ordeal/explorer";
import type { Experiment } from "@ordeal/model";
import { loadExperiment } from "../files/load.ts";
import { parseOverride } from "../files/override.ts";

/** What threads run shards of, as plain data: they read the experiment again, for policies may be functions. */
export interface RunnerRequest {
  readonly file: string;
  readonly eventsMax: number;
}

/** Some seeds of an experiment with some settings. */
export interface ShardTask {
  /** The values of `--set`, as they were written. */
  readonly set: ReadonlyArray<string>;
  /** The id of the campaign that they belong to. */
  readonly campaign: string;
  readonly seeds: Seeds;
}

/** So many settings are kept in mind at once. */
const KEPT_MAX = 16;

/** The experiment of a file under various settings, read once for each. */
export class Scenarios {
  private readonly file: string;
  private readonly known = new Map<string, Experiment>();

  constructor(file: string) {
    this.file = file;
  }

  async of(set: ReadonlyArray<string>): Promise<Experiment> {
    const key = set.join("\n");
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const overrides = set.map((text) => parseOverride(text)).flatMap((one) => ("written" in one ? [one] : []));
    const loading = await loadExperiment(this.file, { overrides });
    if ("problems" in loading) throw new Error(`${this.file} is not what it was a moment ago`);
    const { experiment } = loading.loaded;
    const [oldest] = this.known.keys();
    if (oldest !== undefined && this.known.size >= KEPT_MAX) this.known.delete(oldest);
    this.known.set(key, experiment);
    return experiment;
  }
}
