import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readExperiment } from "@ordeal/cli";
import { placeTimeline, replay, replayStage, untimely } from "@ordeal/explorer";
import { formats, importTimeline, openFormat, readTimelineLines } from "@ordeal/import";
import type { TimelineFault, TimelineHeader } from "@ordeal/model";
import { sharedPath } from "../../support/shared-folder.ts";
import { exactly, type Row, skipped, type Target } from "../target.ts";

export const SOURCE = "InfiniteHBD, arXiv 2502.03885; the trace is in stepfun-ai/InfiniteHBD-Trace";
const root = join(import.meta.dirname, "..", "..", "..");

/** Others made the trace, and it is not part of the project. */
export const infiniteHbdTrace = sharedPath("traces/infinitehbd/fault_trace.json");

const expected = [
  { name: "faults in the trace", expected: 584, tolerance: 0 },
  {
    name: "faults that strike",
    expected: 583,
    tolerance: 0,
    note: "the other begins on day 348.79, after the end of the 348 days, and is listed as that",
  },
  { name: "nodes down, mean, %", expected: 2.32, tolerance: 0.005 },
  { name: "nodes down at once, p99", expected: 31, tolerance: 0 },
] as const;

export const infiniteHbdTarget: Target = {
  number: 7,
  title: "the InfiniteHBD trace, replayed on 400 nodes for 348 days",
  rows: async (): Promise<ReadonlyArray<Row>> => {
    const reason = `the trace is not there: ${infiniteHbdTrace}`;
    const values = existsSync(infiniteHbdTrace) ? await replayed(infiniteHbdTrace) : undefined;
    return expected.map((one, index) => {
      const given = { ...one, source: SOURCE };
      return values === undefined ? skipped(given, reason) : exactly(given, values[index] as number);
    });
  },
};

/** The values of the rows, in their order. The faults find their nodes in order of appearance. */
const replayed = async (traceFile: string): Promise<ReadonlyArray<number>> => {
  const { header, faults } = await importedTrace(traceFile);
  const { experiment } = await readExperiment(join(root, "fixtures", "incidents", "infinitehbd-run.yaml"));
  const stage = replayStage(experiment, header);
  const { placed, leftOut } = placeTimeline(stage, header, faults, "order");
  const { counts, metrics } = replay(stage, placed);
  const listed = leftOut.reasons().find(({ reason }) => reason === untimely.after)?.count ?? 0;
  return [
    placed.length + listed,
    counts.faults,
    (100 * (metrics.nodesDown.mean ?? Number.NaN)) / experiment.cluster.nodes,
    metrics.nodesDown.p99 ?? Number.NaN,
  ];
};

/** The trace as a timeline. */
export const importedTrace = async (
  traceFile: string,
): Promise<{ readonly header: TimelineHeader; readonly faults: ReadonlyArray<TimelineFault> }> => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-"));
  const file = join(folder, "trace.ndjson");
  try {
    const format = formats.find(({ name }) => name === "infinitehbd");
    if (format === undefined) throw new Error("there is no format infinitehbd");
    const opened = openFormat(format, {});
    if ("problem" in opened) throw new Error(opened.problem);
    const source = createReadStream(traceFile);
    const to = { file };
    await importTimeline({ format, read: opened.read, source, name: "trace", isStrict: true, folder, to });
    let header: TimelineHeader = { title: "" };
    const faults: Array<TimelineFault> = [];
    for await (const line of readTimelineLines(createReadStream(file))) {
      if ("problem" in line) throw new Error(line.problem.message);
      if ("header" in line) header = line.header;
      else faults.push(line.fault);
    }
    return { header, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
