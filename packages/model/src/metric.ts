/** What a metric is measured in; durations are seconds in results. */
export type MetricUnit = "ratio" | "duration" | "count" | "flops" | "kWh";

interface MetricDefinition {
  readonly unit: MetricUnit;
  readonly meaning: string;
  /** How it is worked out, from the buckets of the ledger and what was counted. */
  readonly formula: string;
  /** The statistics of a metric that has many samples; a metric without them is one number. */
  readonly statistics?: ReadonlyArray<Statistic>;
}

export const statistics = ["mean", "p50", "p90", "p99", "max"] as const;
export type Statistic = (typeof statistics)[number];

/** Every metric of a run. Percentiles interpolate linearly between the two nearest samples. */
export const metrics = {
  effectiveThroughput: {
    unit: "ratio",
    meaning: "steps that count, at healthy speed, as a share of the time: goodput, the headline",
    formula: "productive ÷ wall",
  },
  ettr: {
    unit: "ratio",
    meaning: "effective training time ratio: slow steps count in full (Kokolis et al., arXiv 2410.21680)",
    formula: "(productive + degraded) ÷ wall",
  },
  availability: {
    unit: "ratio",
    meaning: "the share of the time in which the job stepped, whether the steps count or not",
    formula: "(productive + degraded + recompute) ÷ wall",
  },
  worstWindow: {
    unit: "ratio",
    meaning: "the lowest effective throughput over any 24 hours inside the run; a shorter run is its own window",
    formula: "min over t of productive in [t, t + 24 h] ÷ 24 h, credited when first executed",
  },
  faultsOnJob: {
    unit: "count",
    meaning: "faults that stopped the job, or would have had it been up, and to which it was exposed",
    formula: "a count",
  },
  interruptions: {
    unit: "count",
    meaning: "how often the job stopped",
    formula: "a count",
  },
  mtbf: {
    unit: "duration",
    meaning: "mean time between faults on the job",
    formula: "wall ÷ faultsOnJob",
  },
  recoveryTime: {
    unit: "duration",
    meaning: "from the stop of stepping to the first step after the load",
    formula: "over interruptions: resumed − stopped; one not over, so far",
    statistics: ["mean", "p50", "p90", "p99", "max"],
  },
  lostWork: {
    unit: "duration",
    meaning: "stepping time that an interruption threw away, as it ran",
    formula: "over interruptions: the time of the steps after the copy that was loaded",
    statistics: ["mean", "p50", "p90", "p99", "max"],
  },
  checkpointOverhead: {
    unit: "ratio",
    meaning: "the share of the time in which saves blocked training",
    formula: "checkpoint ÷ wall",
  },
  sparesLowest: {
    unit: "count",
    meaning: "the fewest usable spare nodes at any time; nothing to measure where spares are unlimited",
    formula: "min over t of usable spares",
  },
  nodesDown: {
    unit: "count",
    meaning: "nodes that cannot be used, weighted by time; also those that an unlimited supply took the place of",
    formula: "over time: nodes down",
    statistics: ["mean", "p50", "p90", "p99", "max"],
  },
  effectiveFlops: {
    unit: "flops",
    meaning: "model FLOP a second of the whole job, averaged over the run",
    formula: "cards × cardFlops × mfu × effectiveThroughput",
  },
  energy: {
    unit: "kWh",
    meaning: "what the cluster used: load, idle and throttled power of every card, and the facility around them",
    formula:
      "∫ power of all cards dt × pue: `loadW` while stepping, less while throttled, `idleW` while up, nothing while down",
  },
  energyPerStep: {
    unit: "kWh",
    meaning: "energy for each step that counts",
    formula: "energy ÷ steps",
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as ReadonlyArray<MetricName>;

/** The statistics of a sampled metric; `null` where there is no sample. */
export type Statistics = Readonly<Record<Statistic, number | null>>;

type SampledName = { [M in MetricName]: (typeof metrics)[M] extends { statistics: unknown } ? M : never }[MetricName];

/** A run's metrics; durations in seconds; `null` where there is no sample. */
export type Metrics = Readonly<
  Record<Exclude<MetricName, SampledName>, number | null> & Record<SampledName, Statistics>
>;

export const statisticsOf = (name: MetricName): ReadonlyArray<Statistic> | undefined => {
  const definition: MetricDefinition = metrics[name];
  return definition.statistics;
};
