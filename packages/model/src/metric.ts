/** What a metric is measured in; durations are seconds in results. */
export type MetricUnit = "ratio" | "duration" | "count" | "flops" | "kWh";

interface MetricDefinition {
  readonly unit: MetricUnit;
  readonly meaning: string;
  /** The statistics of a metric that has many samples; a metric without them is one number. */
  readonly statistics?: ReadonlyArray<Statistic>;
}

export const statistics = ["mean", "p50", "p90", "p99", "max"] as const;
export type Statistic = (typeof statistics)[number];

/** Every metric of a run. Percentiles interpolate linearly between the two nearest samples. */
export const metrics = {
  effectiveThroughput: { unit: "ratio", meaning: "productive ÷ wall: steps that count, at healthy speed (goodput)" },
  ettr: { unit: "ratio", meaning: "(productive + degraded) ÷ wall (Kokolis et al., arXiv 2410.21680)" },
  availability: { unit: "ratio", meaning: "(productive + degraded + recompute) ÷ wall" },
  worstWindow: { unit: "ratio", meaning: "the lowest effective throughput over any 24 hours inside the run" },
  faultsOnJob: { unit: "count", meaning: "faults that stopped the job, or would have had it been up" },
  interruptions: { unit: "count", meaning: "how often the job stopped" },
  mtbf: { unit: "duration", meaning: "wall ÷ faultsOnJob" },
  recoveryTime: {
    unit: "duration",
    meaning: "from the stop of stepping to the first step after the load",
    statistics: ["mean", "p50", "p90", "p99", "max"],
  },
  lostWork: {
    unit: "duration",
    meaning: "stepping time that an interruption threw away",
    statistics: ["mean", "p50", "p90", "p99", "max"],
  },
  checkpointOverhead: { unit: "ratio", meaning: "checkpoint ÷ wall" },
  sparesLowest: {
    unit: "count",
    meaning: "the fewest usable spare nodes at any time; nothing to measure where spares are unlimited",
  },
  nodesDown: {
    unit: "count",
    meaning: "nodes that cannot be used, weighted by time; also those that an unlimited supply took the place of",
    statistics: ["mean", "p50", "p90", "p99", "max"],
  },
  effectiveFlops: { unit: "flops", meaning: "model FLOP a second of the whole job, averaged over the run" },
  energy: { unit: "kWh", meaning: "IT energy × PUE" },
  energyPerStep: { unit: "kWh", meaning: "energy ÷ steps that count" },
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
