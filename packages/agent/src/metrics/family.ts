/** One series of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with all its series; all of ours are gauges, since a run may be opened, and gone, at any time. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: Iterable<Sample>;
}
