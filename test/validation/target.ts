/** What was published, or follows from a closed form. */
export interface Expectation {
  readonly name: string;
  readonly expected: number;
  /** How far the simulated value may lie from the expected one. */
  readonly tolerance: number;
  readonly source: string;
  /** Where an approximation honestly differs: which is right, and why. */
  readonly note?: string;
  /** What the source leaves open, and how it is read here. */
  readonly assumed?: string;
}

/** An expectation beside what the simulator says. */
export interface Judged extends Expectation {
  readonly simulated: number;
  /** 95 % confidence interval of the simulated value; a point where nothing is drawn by chance. */
  readonly interval: readonly [number, number];
  readonly held: boolean;
}

/** An expectation that could not be looked at here: neither held nor failed. */
export interface Skipped extends Expectation {
  readonly simulated: null;
  readonly interval: null;
  readonly held: null;
  /** Why. */
  readonly skipped: string;
}

/** One line of the validation table. */
export type Row = Judged | Skipped;

/** A validation target: one or more rows, numbered as in the README here. */
export interface Target {
  readonly number: number;
  readonly title: string;
  readonly rows: () => ReadonlyArray<Row> | Promise<ReadonlyArray<Row>>;
}

export interface Estimate {
  readonly mean: number;
  readonly interval: readonly [number, number];
}

/** Mean of independent samples with its 95 % confidence interval. */
export const estimate = (samples: ReadonlyArray<number>): Estimate => {
  const n = samples.length;
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / n;
  const variance = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / Math.max(1, n - 1);
  const half = 1.96 * Math.sqrt(variance / n);
  return { mean, interval: [mean - half, mean + half] };
};

/** A row that holds when the simulated mean lies within the tolerance of what is expected. */
export const within = (given: Expectation, { mean, interval }: Estimate): Judged => ({
  ...given,
  simulated: mean,
  interval,
  held: Math.abs(mean - given.expected) <= given.tolerance,
});

/** A value checked against a published number: no chance in it. */
export const exactly = (given: Expectation, value: number): Judged =>
  within(given, { mean: value, interval: [value, value] });

export const skipped = (given: Expectation, reason: string): Skipped => ({
  ...given,
  simulated: null,
  interval: null,
  held: null,
  skipped: reason,
});
