import {
  type Bucket,
  buckets,
  type Judgement,
  type MetricName,
  type MetricUnit,
  metricNames,
  metrics,
  type ResultDocument,
  type Statistic,
  statisticsOf,
  type Verdict,
} from "@ordeal/model";

/** A pair of values, and the second less the first; `null` where one of them was not measured. */
interface Difference {
  readonly a: number | null;
  readonly b: number | null;
  readonly difference: number | null;
}

export interface ComparedMetric extends Difference {
  readonly metric: MetricName;
  readonly statistic: Statistic | null;
  /** Values are in the metric's unit, durations in seconds. */
  readonly unit: MetricUnit;
}

/** A threshold in two results; `null` in the one that has it not. */
export interface ComparedThreshold {
  readonly expression: string;
  readonly a: Judgement | null;
  readonly b: Judgement | null;
}

export interface ComparedBucket {
  readonly bucket: Bucket;
  readonly aUs: number;
  readonly bUs: number;
  readonly differenceUs: number;
  /** In points of the wall time, as a ratio. */
  readonly differenceShare: number;
}

/** What became of the second result, set against the first: `worse` and `unknown` are what CI stops for. */
export type Outcome = "same" | "different" | "worse" | "unknown";

export interface ComparedResults {
  readonly outcome: Outcome;
  readonly verdict: { readonly a: Verdict; readonly b: Verdict };
  readonly thresholds: ReadonlyArray<ComparedThreshold>;
  readonly metrics: ReadonlyArray<ComparedMetric>;
  readonly ledger: ReadonlyArray<ComparedBucket>;
}

/** Compares two results; `outcome` is `same` where no verdict, no threshold, no metric and no bucket differs. */
export const compareResults = (a: ResultDocument, b: ResultDocument): ComparedResults => {
  const compared = {
    verdict: { a: a.verdict, b: b.verdict },
    thresholds: thresholdsOf(a, b),
    metrics: metricNames.flatMap((metric) => metricOf(metric, a, b)),
    ledger: buckets.map((bucket) => bucketOf(bucket, a, b)),
  };
  return { outcome: outcomeOf(compared), ...compared };
};

/** Why two results are not of one experiment, or hardly comparable: a line each, none where they are. */
export const mismatches = (a: ResultDocument, b: ResultDocument): ReadonlyArray<string> => {
  const differing = (what: string, inA: unknown, inB: unknown) =>
    inA === inB ? [] : [`${what}: ${JSON.stringify(inA)} and ${JSON.stringify(inB)}`];
  return [
    ...differing("experiments", a.experiment, b.experiment),
    ...differing("titles", a.title, b.title),
    ...differing("versions of Ordeal", a.ordeal, b.ordeal),
    // A run that was stopped is shorter, and that is part of what is compared.
    ...(a.stopped === null && b.stopped === null ? differing("lengths in microseconds", a.wallUs, b.wallUs) : []),
    // What is asked no more cannot break: that would read as if it held.
    ...thresholdsOf(a, b).flatMap((one) => (one.b === null ? [`thresholds: "${one.expression}" is only in A`] : [])),
  ];
};

/** What a reader of the comparison has to know: where chance, or another machine, is a part of what differs. */
export const remarks = (a: ResultDocument, b: ResultDocument): ReadonlyArray<string> => {
  const machine = ({ cluster: { name, nodes, card } }: ResultDocument): string => `${name} (${nodes} nodes of ${card})`;
  return [
    ...(a.seed === b.seed ? [] : [`different seeds, ${a.seed} and ${b.seed}: part of what differs is chance`]),
    ...(machine(a) === machine(b) ? [] : [`different machines, ${machine(a)} and ${machine(b)}`]),
  ];
};

const differenceOf = (a: number | null, b: number | null): Difference => ({
  a,
  b,
  difference: a === null || b === null ? null : b - a,
});

const metricOf = (metric: MetricName, a: ResultDocument, b: ResultDocument): ReadonlyArray<ComparedMetric> => {
  const { unit } = metrics[metric];
  const value = ({ metrics: all }: ResultDocument, statistic: Statistic | null): number | null => {
    const one = all[metric];
    return typeof one === "object" && one !== null ? (statistic === null ? null : one[statistic]) : one;
  };
  const statistics: ReadonlyArray<Statistic | null> = statisticsOf(metric) ?? [null];
  return statistics.map((statistic) => ({
    metric,
    statistic,
    unit,
    ...differenceOf(value(a, statistic), value(b, statistic)),
  }));
};

const thresholdsOf = (a: ResultDocument, b: ResultDocument): ReadonlyArray<ComparedThreshold> => {
  const of = ({ thresholds }: ResultDocument, expression: string) =>
    thresholds.find((one) => one.expression === expression) ?? null;
  const all = new Set([...a.thresholds, ...b.thresholds].map(({ expression }) => expression));
  return [...all].map((expression) => ({ expression, a: of(a, expression), b: of(b, expression) }));
};

const bucketOf = (bucket: Bucket, a: ResultDocument, b: ResultDocument): ComparedBucket => {
  const [aUs, bUs] = [a.ledgerUs[bucket], b.ledgerUs[bucket]];
  const share = (us: number, { wallUs }: ResultDocument): number => (wallUs === 0 ? 0 : us / wallUs);
  return { bucket, aUs, bUs, differenceUs: bUs - aUs, differenceShare: share(bUs, b) - share(aUs, a) };
};

const outcomeOf = ({ verdict, thresholds, metrics, ledger }: Omit<ComparedResults, "outcome">): Outcome => {
  const broke = thresholds.some(({ a, b }) => a !== null && a.held !== false && b?.held === false);
  if (broke || (verdict.a !== "fail" && verdict.b === "fail")) return "worse";
  const lost = thresholds.some(({ a, b }) => a !== null && a.held !== null && b !== null && b.held === null);
  if (lost || (verdict.a === "pass" && verdict.b === "unknown")) return "unknown";
  const isSame =
    verdict.a === verdict.b &&
    thresholds.every(({ a, b }) => a?.held === b?.held && a?.actual === b?.actual) &&
    metrics.every(({ a, b }) => a === b) &&
    ledger.every(({ aUs, bUs }) => aUs === bUs);
  return isSame ? "same" : "different";
};
