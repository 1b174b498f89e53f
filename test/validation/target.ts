/** One line of the validation table: what was published or follows from a closed form, and what the simulator says. */
export interface Row {
  readonly name: string;
  readonly expected: number;
  readonly simulated: number;
  /** 95 % confidence interval of the simulated value; a point where nothing is drawn by chance. */
  readonly interval: readonly [number, number];
  /** How far the simulated value may lie from the expected one. */
  readonly tolerance: number;
  readonly held: boolean;
  readonly source: string;
  /** Where an approximation honestly differs: which is right, and why. */
  readonly note?: string;
}

/** A validation target: one or more rows, numbered as in the README here. */
export interface Target {
  readonly number: number;
  readonly title: string;
  readonly rows: () => ReadonlyArray<Row>;
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
export const within = (
  given: Pick<Row, "name" | "expected" | "tolerance" | "source" | "note">,
  { mean, interval }: Estimate,
): Row => ({ ...given, simulated: mean, interval, held: Math.abs(mean - given.expected) <= given.tolerance });

/** A closed form checked against a published number: no chance in it. */
export const exactly = (given: Pick<Row, "name" | "expected" | "tolerance" | "source" | "note">, value: number): Row =>
  within(given, { mean: value, interval: [value, value] });
