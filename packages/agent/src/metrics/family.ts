/** One series of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with all its series. */
export interface Family {
  readonly name: string;
  readonly help: string;
  /** A counter never falls while its run is open, and its name ends in `_total`; a gauge unless given. */
  readonly type?: "counter" | "gauge";
  readonly samples: Iterable<Sample>;
}
