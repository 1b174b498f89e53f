import { join } from "node:path";
import { loadTimeline, readExperiment } from "@ordeal/cli";
import { placeTimeline, replay, replayStage } from "@ordeal/explorer";
import { estimate, exactly, type Row, type Target, within } from "../target.ts";

const SOURCE = "BLOOM-176B's chronicles, bigscience-workshop/bigscience, train/tr11-176B-ml/chronicles.md";
const TOLERANCE = 0.005;
const SEEDS = 40;

export const bloomTarget: Target = {
  number: 8,
  title: "BLOOM-176B, 18 March to 4 July 2022, effective throughput",
  rows: async (): Promise<ReadonlyArray<Row>> => {
    const listed = await replayed("bloom-176b", 1);
    const [simulated = Number.NaN] = listed.throughputs;
    const weekly = estimate((await replayed("bloom-176b-weekly", SEEDS)).throughputs);
    const note = (explained: number) =>
      `observed ${listed.observed}: ${((explained - listed.observed) * 100).toFixed(1)} % of the time stays unexplained`;
    return [
      exactly(
        {
          name: "its listed incidents, saves and evaluations",
          expected: 0.972,
          tolerance: TOLERANCE,
          source: SOURCE,
          note: note(simulated),
        },
        simulated,
      ),
      within(
        {
          name: "with a crash a week, too",
          expected: 0.964,
          tolerance: TOLERANCE,
          source: SOURCE,
          note: note(weekly.mean),
        },
        weekly,
      ),
    ];
  },
};

/** A timeline's incidents replayed with so many seeds, beside what was observed. */
const replayed = async (
  name: string,
  seeds: number,
): Promise<{ readonly throughputs: ReadonlyArray<number>; readonly observed: number }> => {
  const incidents = join(import.meta.dirname, "..", "..", "..", "fixtures", "incidents");
  const loading = await loadTimeline(join(incidents, `${name}.yaml`));
  if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
  const { faults, ...header } = loading.loaded.timeline;
  const { experiment } = await readExperiment(join(incidents, "bloom-176b-run.yaml"));
  const stage = replayStage(experiment, header);
  const { placed } = placeTimeline(stage, header, faults, "order");
  const drawn = Array.from({ length: seeds }, (_, n) => n + 1);
  return {
    throughputs: drawn.map((seed) => replay(stage, placed, { seed }).metrics.effectiveThroughput ?? Number.NaN),
    observed: header.observed?.effectiveThroughput ?? Number.NaN,
  };
};
