import { type AnyEvent, decodeExperiment, type Experiment, faultKinds, printDuration } from "@ordeal/model";
import { simulate, streamOf } from "@ordeal/simulator";
import type { FittedHazard } from "./hazard.ts";
import type { Bounds } from "./interval.ts";
import { type ObservedFault, type ObservedGroup, spanOf } from "./observed.ts";
import { drawnHazard } from "./posterior.ts";
import { type RecordStatistics, type StatisticName, statisticNames, statisticsOf } from "./statistics.ts";
import { writtenHazard } from "./written.ts";

/** One statistic of the record, and between what it lies in 95 % of the simulations of the fitted hazard. */
export interface Prediction {
  readonly name: StatisticName;
  readonly observed: number;
  readonly simulated: { readonly median: number; readonly interval: Bounds };
  /** Whether the fitted hazard gives what was seen. */
  readonly held: boolean;
}

/** A posterior predictive check: does the fitted hazard give such records as the one that it was fitted to? */
export interface FitCheck {
  readonly runs: number;
  /** How much of the record was simulated, from its start: all of it, or as much as has some thousand faults. */
  readonly spanUs: number;
  readonly predictions: ReadonlyArray<Prediction>;
}

const RUNS_MAX = 200;
const RUNS_MIN = 40;
/** How many faults are simulated in all, about, and how many of one record are compared. */
const FAULTS_IN_ALL = 200_000;
const FAULTS_COMPARED = 5_000;

/**
 * Simulates the fitted hazard, each time as it may as well be given what was seen (see {@link drawnHazard}), and holds the
 * record against what comes of it.
 */
export const checkFit = (
  group: ObservedGroup,
  hazard: FittedHazard,
  relapseWithinUs: number,
): FitCheck | { readonly impossible: string } => {
  const part = beginningOf(group);
  const spanUs = spanOf(part.windows);
  const runs = Math.min(RUNS_MAX, Math.max(RUNS_MIN, Math.round(FAULTS_IN_ALL / Math.max(1, part.faults.length))));
  const simulated: Array<RecordStatistics> = [];
  for (let run = 1; run <= runs; run++) {
    const stage = stageOf(group, drawnHazard(hazard, streamOf(run, "fit/posterior")), spanUs);
    if ("impossible" in stage) return stage;
    simulated.push(statisticsOf(simulatedRecord(stage.experiment, part, run), relapseWithinUs));
  }
  const observed = statisticsOf(part, relapseWithinUs);
  return {
    runs,
    spanUs,
    predictions: statisticNames.flatMap((name) => {
      const prediction = predictionOf(name, observed, simulated);
      return prediction === undefined ? [] : [prediction];
    }),
  };
};

const predictionOf = (
  name: StatisticName,
  observed: RecordStatistics,
  simulated: ReadonlyArray<RecordStatistics>,
): Prediction | undefined => {
  const value = observed[name];
  const values = simulated.flatMap((one) => one[name] ?? []).toSorted((a, b) => a - b);
  if (value === undefined || values.length < simulated.length / 2) return undefined;
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] as number;
  const interval: Bounds = [at(0.025), at(0.975)];
  const held = value >= interval[0] && value <= interval[1];
  return { name, observed: value, simulated: { median: at(0.5), interval }, held };
};

/** A record's beginning, as one window that has no more than some thousand faults. */
const beginningOf = (group: ObservedGroup): ObservedGroup => {
  const spanUs = spanOf(group.windows);
  const faults = group.faults.slice(0, FAULTS_COMPARED);
  const isAll = faults.length === group.faults.length;
  const endUs = isAll ? spanUs : (group.faults[FAULTS_COMPARED] as ObservedFault).atUs;
  return { ...group, faults, windows: isAll ? group.windows : [{ fromUs: 0, toUs: Math.max(1, endUs) }] };
};

/** Of a fleet whose size nobody knows, so many are simulated: faults on one that is down already are rare. */
const UNKNOWN_FLEET = 1_000;

/**
 * An experiment in which only the hazard happens, beside a job of one node that is in nobody's way. What is neither a node
 * nor in one, and what fails only as part of a job, is simulated as if it were a node: when it fails does not depend on
 * what it is.
 */
const stageOf = (
  group: ObservedGroup,
  hazard: FittedHazard,
  spanUs: number,
): { readonly experiment: Experiment } | { readonly impossible: string } => {
  const written = writtenHazard(hazard, "fitted", "");
  const { component, components, drawn } = group;
  const nodes = drawn ?? UNKNOWN_FLEET;
  const inNode = components !== undefined && drawn !== undefined ? Math.round(components / drawn) : 1;
  const isReal =
    (component === "node" || component === "card" || component === "uplink") &&
    drawn !== undefined &&
    group.target === undefined &&
    group.sorts.every(({ kind }) => faultKinds[kind].effect !== "processes");
  const decoded = decodeExperiment({
    title: "what was fitted, alone",
    duration: printDuration(spanUs),
    cluster: {
      name: "fitted",
      nodes,
      nodesPerSupernode: Math.min(nodes, 100),
      ...(component === "card" && isReal ? { cardsPerNode: inNode } : { cardsPerNode: 1 }),
      ...(component === "uplink" && isReal ? { scaleOut: { uplinks: inNode } } : {}),
      cutProbability: 0,
    },
    job: { nodes: 1, step: "1 day" },
    checkpoint: { interval: "100 days", tiers: [{ stall: "0 seconds", persist: "0 seconds", load: "0 seconds" }] },
    recovery: {
      restart: "0 seconds",
      detect: { crash: "0 seconds", hang: "0 seconds", cut: "0 seconds", corruption: "0 seconds" },
    },
    hazards: [withoutNotes(isReal ? written : asNodes(written, hazard))],
  });
  return "problems" in decoded
    ? { impossible: decoded.problems.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ") }
    : { experiment: decoded.value };
};

const withoutNotes = (written: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(written).filter(([key]) => !key.startsWith("x-")));

const asNodes = (
  written: Readonly<Record<string, unknown>>,
  hazard: FittedHazard,
): Readonly<Record<string, unknown>> => {
  const { target: _, kinds: __, rate: ___, ...rest } = written;
  const daily = hazard.rate.value * 86_400e6 * (hazard.components ?? 1) * 1_000;
  return {
    ...rest,
    rate: `${daily.toFixed(12)} per 1000 days`,
    kinds: hazard.kinds.map(({ faults, repair }, index) => ({
      kind: "node.crash",
      weight: faults,
      cause: String(index),
      ...(repair === undefined
        ? {}
        : { repair: (written.kinds as ReadonlyArray<{ readonly repair: unknown }>)[index]?.repair }),
    })),
    ...(rest.repair === undefined ? { repair: { fixed: "1 micros" } } : {}),
  };
};

/** The faults of one run, as a record would have them. */
export const simulatedRecord = (experiment: Experiment, group: ObservedGroup, seed: number): ObservedGroup => {
  const faults: Array<{ -readonly [K in keyof ObservedFault]: ObservedFault[K] }> = [];
  const byId = new Map<string, (typeof faults)[number]>();
  const names = new Map<string, number>();
  const numberOf = (name: string): number => {
    const known = names.get(name);
    if (known !== undefined) return known;
    names.set(name, names.size);
    return names.size - 1;
  };
  const spanUs = spanOf(group.windows);
  simulate(experiment, {
    seed,
    onEvent: (event) => {
      const { type, data, atUs } = event as AnyEvent;
      if (type === "fault.started") {
        const [target = ""] = data.targets;
        const node = numberOf(target.split("/").slice(0, 2).join("/"));
        const fault: (typeof faults)[number] = { atUs, end: "open", node, component: numberOf(target), sort: 0 };
        byId.set(data.faultId, fault);
        faults.push(fault);
      } else if (type === "fault.ended") {
        const fault = byId.get(data.faultId);
        if (fault !== undefined) fault.end = atUs;
      }
    },
  });
  return { ...group, faults, windows: [{ fromUs: 0, toUs: spanUs }] };
};
