import {
  clusterDocument,
  DAY_US,
  type Experiment,
  type FaultSpec,
  type Hazard,
  instantUs,
  printMtbf,
  printSelector,
  type ResultDocument,
  soleTarget,
} from "@ordeal/model";
import { expectedFaults, type Saving, savingsOf } from "@ordeal/simulator";
import type { LoadedExperiment } from "../files/load.ts";
import { warningsDocument, warningsIn } from "../files/warnings.ts";
import { commandOf } from "../run/reproduce.ts";
import { assumedDocument } from "./assumed.ts";

/** One fault that a run would inject. Times in microseconds. */
export interface PlannedFault {
  readonly kind: string;
  readonly target: string;
  readonly start:
    | { readonly atUs: number }
    | { readonly on: string; readonly time: number; readonly afterUs: number; readonly every: boolean }
    | { readonly everyUs: number; readonly fromUs: number; readonly times: number };
  /** `null`: until it is repaired, however long that takes. */
  readonly durationUs: number | null;
  readonly parameters: Readonly<Record<string, number | boolean>>;
}

/** What would be run, and nothing of it is. */
export interface DryRun {
  readonly file: string;
  readonly title: string;
  readonly seed: number;
  readonly durationUs: number;
  readonly faults: ReadonlyArray<PlannedFault>;
  readonly hazards: ReadonlyArray<{
    readonly id: string;
    readonly kinds: ReadonlyArray<string>;
    /** How often it strikes, as it is written: a rate or a mean time between failures; `null` for lives and traces. */
    readonly often: string | null;
    readonly expectedFaults: number;
  }>;
  /** How often it would save, from the start and from each change on, and for which mean time between failures. */
  readonly savings: ReadonlyArray<Saving>;
  /** What must hold before the first injected fault, and again so long after the last; `null` where nothing must. */
  readonly steadyState: { readonly holds: ReadonlyArray<string>; readonly withinUs: number } | null;
  /** What would end it early. */
  readonly stopWhen: ReadonlyArray<string>;
  readonly thresholds: ReadonlyArray<string>;
  /** The machine it would run on, and what of it is assumed. */
  readonly cluster: ResultDocument["cluster"];
  readonly assumed: ResultDocument["assumed"];
  /** What the experiment says that hardly means what was meant. */
  readonly warnings: ResultDocument["warnings"];
  readonly command: string;
}

export const describeDryRun = (loaded: LoadedExperiment): DryRun => {
  const { file, experiment } = loaded;
  const { title, seed, duration, faults, hazards, thresholds, steadyState, stopWhen } = experiment;
  const expected = expectedFaults(experiment);
  return {
    file,
    title,
    seed,
    durationUs: duration,
    faults: faults.map((fault) => plannedFault(fault, experiment)),
    hazards: hazards.map((hazard, index) => ({
      id: hazard.id,
      kinds: [...new Set(hazard.kinds.map(({ kind }) => kind))],
      often: oftenOf(hazard),
      expectedFaults: expected[index] ?? 0,
    })),
    savings: savingsOf(experiment),
    steadyState:
      steadyState === undefined
        ? null
        : { holds: steadyState.holds.map(({ expression }) => expression), withinUs: steadyState.within },
    stopWhen: stopWhen.map(({ expression }) => expression),
    thresholds: thresholds.map(({ expression }) => expression),
    cluster: clusterDocument(experiment.cluster),
    assumed: assumedDocument(loaded.assumed),
    warnings: warningsDocument(warningsIn(loaded)),
    command: commandOf(loaded),
  };
};

/** A rate is shown a day, and to ten digits: what is behind them is of its conversion. */
const oftenOf = ({ rate, mtbf }: Hazard): string | null => {
  if (mtbf !== undefined) return `mtbf ${printMtbf(mtbf)}`;
  if (rate === undefined) return null;
  const { perUs, per } = rate;
  return `${Number((perUs * DAY_US).toPrecision(10))} per ${per === "fleet" ? "day" : `${per}-day`}`;
};

const plannedFault = (fault: FaultSpec, experiment: Experiment): PlannedFault => ({
  kind: fault.kind,
  target: fault.target === undefined ? (soleTarget(fault.kind) ?? soleTier(experiment)) : printSelector(fault.target),
  start: startOf(fault, experiment),
  durationUs: fault.duration ?? null,
  parameters: Object.fromEntries(
    (["speed", "share", "flow", "rise", "up", "down", "cuts", "stepsAfterLoad"] as const).flatMap((name) => {
      const value = fault[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
});

const soleTier = ({ checkpoint }: Experiment): string => `tier/${checkpoint.tiers[0].name}`;

const startOf = ({ at, on, every }: FaultSpec, { startsAt, duration }: Experiment): PlannedFault["start"] => {
  if (on !== undefined) return { on: on.event, time: on.time, afterUs: on.after, every: on.every ?? false };
  if (every === undefined) return { atUs: instantUs(at ?? 0, startsAt) ?? 0 };
  const fromUs = every.from ?? 0;
  const times = Math.max(0, Math.ceil((duration - fromUs) / every.period));
  return { everyUs: every.period, fromUs, times: Math.min(times, every.times ?? times) };
};
