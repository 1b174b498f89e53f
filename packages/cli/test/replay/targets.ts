import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placeTimeline, replay, replayStage, untimely } from "@ordeal/explorer";
import { formats, importTimeline, openFormat, readTimelineLines } from "@ordeal/import";
import type { Experiment, RunResult, TimelineFault, TimelineHeader } from "@ordeal/model";
import { loadTimeline, readExperiment } from "../../src/files/load-timeline.ts";
import { readFaultsAgain } from "../../src/replay/read-again.ts";

const incidents = join(import.meta.dirname, "../../../../fixtures/incidents");

/** What target 7 asks of the InfiniteHBD trace. */
export interface Replayed400 {
  /** All faults of the trace; those that struck within the 348 days; and those that began after them, which are listed. */
  readonly faults: number;
  readonly struck: number;
  readonly afterEnd: number;
  /** Nodes down at once, weighted by time: the mean as a share of the 400, and the 99th percentile. */
  readonly downMean: number;
  readonly downP99: number;
}

/**
 * Validation target 7: the InfiniteHBD trace, imported and replayed in order of appearance on 400 nodes for 348 days. Its
 * last fault begins on day 348.79, outside of the horizon that the published shares are over.
 */
export const infiniteHbd = async (traceFile: string): Promise<Replayed400> => {
  const { header, faults } = await importTrace(traceFile);
  const { experiment } = await readExperiment(join(incidents, "infinitehbd-run.yaml"));
  const stage = replayStage(experiment, header);
  const { placed, leftOut } = placeTimeline(stage, header, faults, "order");
  const { counts, metrics } = replay(stage, placed);
  return {
    faults: placed.length + leftOut.count,
    struck: counts.faults,
    afterEnd: leftOut.reasons().find(({ reason }) => reason === untimely.after)?.count ?? 0,
    downMean: (metrics.nodesDown.mean ?? Number.NaN) / experiment.cluster.nodes,
    downP99: metrics.nodesDown.p99 ?? Number.NaN,
  };
};

/** Validation target 8: BLOOM's listed incidents, or those and a crash a week; effective throughput of each seed. */
export const bloom = async (
  name: "bloom-176b" | "bloom-176b-weekly",
  seeds: number,
): Promise<{ readonly simulated: ReadonlyArray<number>; readonly observed: number }> => {
  const loading = await loadTimeline(join(incidents, `${name}.yaml`));
  if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
  const { faults, ...header } = loading.loaded.timeline;
  const { experiment } = await readExperiment(join(incidents, "bloom-176b-run.yaml"));
  const stage = replayStage(experiment, header);
  return {
    simulated: Array.from({ length: seeds }, (_, n) => throughputOf(stage, header, faults, n + 1)),
    observed: header.observed?.effectiveThroughput ?? Number.NaN,
  };
};

const throughputOf = (
  stage: Experiment,
  header: TimelineHeader,
  faults: ReadonlyArray<TimelineFault>,
  seed: number,
): number => {
  const { placed } = placeTimeline(stage, header, faults, "order");
  const { metrics }: RunResult = replay(stage, placed, { seed });
  return metrics.effectiveThroughput ?? Number.NaN;
};

const importTrace = async (
  file: string,
): Promise<{ readonly header: TimelineHeader; readonly faults: ReadonlyArray<TimelineFault> }> => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-"));
  const to = join(folder, "trace.ndjson");
  try {
    const format = formats.find(({ name }) => name === "infinitehbd");
    const opened = format === undefined ? { problem: "there is no such format" } : openFormat(format, {});
    if (format === undefined || "problem" in opened) throw new Error("the infinitehbd format cannot be opened");
    const source = createReadStream(file);
    await importTimeline({
      format,
      read: opened.read,
      source,
      name: "trace",
      isStrict: true,
      folder,
      to: { file: to },
    });
    for await (const line of readTimelineLines(createReadStream(to))) {
      if ("header" in line) return { header: line.header, faults: [...readFaultsAgain(to, line.header)] };
      break;
    }
    throw new Error("the imported trace has no header");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
