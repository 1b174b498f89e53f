import type { CampaignSummary, Cost, Sample } from "@ordeal/explorer";
import { costOf, Merger, sparesOf, summarizeSample, targetsOf } from "@ordeal/explorer";
import { type Metrics, twinOf } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import * as Effect from "effect/Effect";
import { PartsFolder } from "../campaign/parts-folder.ts";
import { campaignId } from "../campaign/request.ts";
import { runCampaign } from "../campaign/run-campaign.ts";
import type { ShardRunner } from "../campaign/runner.ts";
import type { InputProblem } from "../files/input-problem.ts";
import { type LoadedExperiment, loadExperiment } from "../files/load.ts";
import type { Override } from "../files/override.ts";
import type { Progress } from "../print/progress.ts";
import { tooManyEvents } from "../run/event-bound.ts";
import { AS_IT_IS } from "./axis.ts";

/** A setting of the experiment that can be run. */
export interface Setting {
  /** What is put in the place of what the file says, axis by axis; {@link AS_IT_IS} changes nothing. */
  readonly overrides: ReadonlyArray<Override>;
  readonly loaded: LoadedExperiment;
}

/** A setting, and what its runs came to. */
export interface Outcome {
  readonly setting: Setting;
  readonly sample: Sample;
  readonly summary: CampaignSummary;
  readonly effectiveThroughput: number;
  readonly spares: number | null;
  readonly energyKwh: number;
  readonly cost: Cost | null;
}

export interface SettingsOptions {
  readonly runs: number;
  readonly firstSeed: number;
  readonly eventsMax: number | undefined;
  /** The folder that keeps the runs of every setting; `undefined` for the same as a campaign's. */
  readonly folder: string | undefined;
}

/** The settings of an experiment, each read and run once. */
export class Settings {
  private readonly base: LoadedExperiment;
  private readonly options: SettingsOptions;
  private readonly outcomes = new Map<string, Outcome>();

  constructor(base: LoadedExperiment, options: SettingsOptions) {
    this.base = base;
    this.options = options;
  }

  /** Reads the experiment with a setting, or says what is wrong with it. */
  async read(overrides: ReadonlyArray<Override>): Promise<Setting | ReadonlyArray<InputProblem>> {
    const changed = overrides.filter(({ written }) => written.value !== AS_IT_IS);
    const loading = await loadExperiment(this.base.file, { overrides: [...this.base.overrides, ...changed] });
    if ("problems" in loading) return loading.problems;
    const endless = tooManyEvents(loading.loaded, this.options.eventsMax);
    return endless === undefined ? { overrides, loaded: loading.loaded } : [endless];
  }

  /** Runs a setting with the seeds that every other has, unless that was done. */
  run = Effect.fnUntraced(function* (
    this: Settings,
    setting: Setting,
    runner: ShardRunner,
    onShard: Progress["at"],
    runs: number = this.options.runs,
  ) {
    const { loaded } = setting;
    const { firstSeed, folder } = this.options;
    const id = campaignId(loaded, firstSeed);
    const known = this.outcomes.get(`${id} ${runs}`);
    if (known !== undefined) return { ...known, setting };
    const store = PartsFolder.open(`${folder ?? "campaigns"}/${loaded.name}-${id.slice(0, 12)}`, {
      campaign: id,
      experiment: loaded.experiment.title,
    });
    const progress = { merger: new Merger(firstSeed, runs), kept: 0, before: 0 };
    const seeds = { from: firstSeed, runs };
    yield* runCampaign(loaded, id, { seeds, until: undefined, share: undefined }, { runner, store, progress, onShard });
    const outcome = outcomeOf(setting, progress.merger.sample(runs), firstSeed);
    this.outcomes.set(`${id} ${runs}`, outcome);
    return outcome;
  });
}

const outcomeOf = (setting: Setting, sample: Sample, seed: number): Outcome => {
  const { experiment } = setting.loaded;
  const { targets } = targetsOf(experiment);
  const twin: Metrics | undefined = [...experiment.thresholds, ...targets.map(({ threshold }) => threshold)].some(
    ({ of }) => of === "twin",
  )
    ? simulate(twinOf(experiment), { seed }).metrics
    : undefined;
  const asked = { thresholds: experiment.thresholds, campaign: { thresholds: targets } };
  const summary = summarizeSample(sample, asked, twin);
  const mean = (name: string): number => summary.metrics.find(({ metric }) => metric === name)?.mean ?? Number.NaN;
  const effectiveThroughput = mean("effectiveThroughput");
  const energyKwh = mean("energy");
  return {
    setting,
    sample,
    summary,
    effectiveThroughput,
    spares: sparesOf(experiment),
    energyKwh,
    cost: costOf(experiment, { effectiveThroughput, energyKwh }),
  };
};

/** `recovery.policy=restart, cluster.nodes=1700`; of the experiment as it is, that. */
export const settingName = ({ overrides }: Pick<Setting, "overrides">): string =>
  overrides.length === 0 ? AS_IT_IS : overrides.map(({ written }) => `${written.path}=${written.value}`).join(", ");
