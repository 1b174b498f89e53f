import {
  buckets,
  decode,
  humanDuration,
  humanMetric,
  humanMetricAgainst,
  humanNumber,
  type Interruption,
  type Judgement,
  type MetricName,
  metricNames,
  metrics,
  type ResultDocument,
  statisticsOf,
  ThresholdText,
  unitOf,
} from "@ordeal/model";
import type { JournalPicture } from "../picture/journal-picture.ts";
import type { CausePicture, RunPicture, SourceText, ThresholdPicture } from "./report-data.ts";

/** What a run's page is made of, beside its result. */
export interface RunMaterial {
  readonly journal: JournalPicture | null;
  readonly journalMissing: string | null;
  readonly source: SourceText | null;
}

/** What is to be seen of a run: of its result document, and of its journal where there is one. */
export const runPicture = (document: ResultDocument, material: RunMaterial): RunPicture => ({
  name: document.experiment,
  title: document.title,
  job: "the job",
  seed: document.seed,
  verdict: document.verdict,
  headline: headlineOf(document),
  wallUs: document.wallUs,
  thresholds: document.thresholds.map(thresholdPicture),
  findings: document.findings,
  warnings: document.warnings.map(({ message }) => message),
  ledgerUs: document.ledgerUs,
  metrics: metricNames.flatMap((name) => {
    const value = document.metrics[name];
    if (statisticsOf(name) !== undefined || (value !== null && typeof value !== "number")) return [];
    const said = value === null ? "nothing to measure" : humanMetric(value, metrics[name].unit);
    return [{ name, value: said, meaning: metrics[name].meaning }];
  }),
  samples: metricNames.flatMap((name) => samplesOf(document, name)),
  causes: causesOf(document.interruptions),
  commands: [document.command],
  ...material,
});

/** What is to be seen of a run of which there is a journal and no result: nothing that a result alone measures. */
export const journalRunPicture = (name: string, journal: JournalPicture): RunPicture => {
  const ledgerUs = Object.fromEntries(
    buckets.map((bucket) => [bucket, journal.time[bucket].reduce((sum, us) => sum + us, 0)]),
  ) as RunPicture["ledgerUs"];
  const recovered = journal.recoveries;
  return {
    name,
    title: journal.title,
    job: "the job",
    seed: journal.seed,
    verdict: journal.verdict as RunPicture["verdict"],
    headline: `effective throughput ${humanMetric(ledgerUs.productive / Math.max(1, journal.wallUs), "ratio")} over ${humanDuration(journal.wallUs)}, seed ${journal.seed}, by the journal alone`,
    wallUs: journal.wallUs,
    thresholds: [],
    findings: [],
    warnings: [
      ...(journal.incomplete === null ? [] : [`the journal is not complete: ${journal.incomplete}`]),
      "there is no result beside the journal: thresholds and metrics are not shown",
    ],
    ledgerUs,
    metrics: [],
    samples: [],
    causes: causesOf(
      recovered.map(({ atUs, kind, cause, faultIds, tookUs, isOver, lostSteps }) => ({
        atUs,
        kind,
        cause,
        faultId: faultIds[0] ?? "",
        recoveryUs: tookUs,
        isOver,
        lostUs: (lostSteps ?? 0) * journal.stepUs,
      })),
    ),
    journal,
    journalMissing: null,
    commands: [],
    source: null,
  };
};

const headlineOf = ({ metrics: { effectiveThroughput }, wallUs, seed }: ResultDocument): string => {
  const share = effectiveThroughput === null ? "was not measured" : humanMetric(effectiveThroughput, "ratio");
  return `effective throughput ${share} over ${humanDuration(wallUs)}, seed ${seed}`;
};

const thresholdPicture = ({ expression, actual, held, baseline }: Judgement): ThresholdPicture => {
  const threshold = decode(ThresholdText, expression);
  if (actual === null || !("value" in threshold))
    return { expression, held, actual: actual === null ? "nothing to measure" : humanNumber(actual, 4), margin: null };
  const unit = unitOf(threshold.value);
  if (baseline === null) return { expression, held, actual: humanMetric(actual, unit), margin: "no baseline" };
  const limit = baseline?.limit ?? threshold.value.limit;
  const beside = baseline === undefined ? "" : `; baseline ${humanMetric(baseline.value, unit)}`;
  const gap = Math.abs(actual - limit);
  const margin =
    gap === 0
      ? "exactly at its limit"
      : `${unit === "ratio" ? `${humanNumber(gap * 100, 2)} points` : humanMetric(gap, unit)} ${held === true ? "to spare" : "missing"}`;
  return { expression, held, actual: humanMetricAgainst(actual, limit, unit), margin: `${margin}${beside}` };
};

const samplesOf = ({ metrics: values }: ResultDocument, name: MetricName): RunPicture["samples"] => {
  const statistics = statisticsOf(name);
  const value = values[name];
  if (statistics === undefined || value === null || typeof value === "number") return [];
  const said = statistics.map((statistic) => {
    const one = value[statistic];
    return one === null ? "–" : humanMetric(one, metrics[name].unit);
  });
  return [{ name, values: said }];
};

/** The interruptions by cause, those first that cost the most. */
const causesOf = (interruptions: ReadonlyArray<Interruption>): ReadonlyArray<CausePicture> => {
  const byCause = new Map<string, { -readonly [Key in keyof CausePicture]: CausePicture[Key] }>();
  for (const { cause, kind, recoveryUs, lostUs } of interruptions) {
    const key = JSON.stringify([cause, kind]);
    const known = byCause.get(key) ?? { cause: cause || kind, kind, interruptions: 0, downUs: 0, lostUs: 0 };
    known.interruptions++;
    known.downUs += recoveryUs;
    known.lostUs += lostUs;
    byCause.set(key, known);
  }
  return [...byCause.values()].toSorted((a, b) => b.downUs + b.lostUs - (a.downUs + a.lostUs));
};
