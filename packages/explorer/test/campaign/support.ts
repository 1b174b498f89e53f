import { buckets, decodeExperiment, type Experiment } from "@ordeal/model";
import { type CampaignPart, columnIndex, type MetricColumn, metricColumns, type Sample } from "../../src/index.ts";

/** A day of four nodes whose job crashes every few hours, as people write it; every section can be replaced. */
export const crashing = (sections: Readonly<Record<string, unknown>> = {}): Experiment => {
  const read = decodeExperiment({
    title: "Crashing",
    duration: "1 day",
    cluster: { name: "small", nodes: 6, nodesPerSupernode: 6 },
    job: { nodes: 4, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
    recovery: { restart: "90 seconds" },
    hazards: [{ id: "crashes", rate: "1 per node-day", kinds: [{ kind: "job.crash" }, { kind: "card.crash" }] }],
    thresholds: ["effectiveThroughput >= 90 %"],
    ...sections,
  });
  if ("value" in read) return read.value;
  throw new Error(read.problems.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
};

/** A sample in which one metric has these values, `null` for none, and the others nothing. */
export const sampleOf = (values: ReadonlyArray<number | null>, column: MetricColumn): Sample => ({
  from: 1,
  runs: values.length,
  columns: metricColumns.map((_, index) =>
    Float64Array.from(values, (value) => (index === columnIndex(column) ? (value ?? Number.NaN) : Number.NaN)),
  ),
  ledgerUs: buckets.map(() => 0n),
  causes: [],
});

/** The same runs in other parts: cut at these places, counted from the first. */
export const cut = (part: CampaignPart, places: ReadonlyArray<number>): ReadonlyArray<CampaignPart> => {
  const ends = [...new Set([...places.filter((place) => place > 0 && place < part.runs), part.runs])].sort(
    (a, b) => a - b,
  );
  return ends.map((end, index) => {
    const begin = ends[index - 1] ?? 0;
    return { ...part, from: part.from + begin, runs: end - begin, rows: part.rows.slice(begin, end) };
  });
};
