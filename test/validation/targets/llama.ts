import { join } from "node:path";
import { loadExperiment } from "@ordeal/cli";
import { type Experiment, MINUTE_US } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import { estimate, type Row, type Target, within } from "../target.ts";

const SOURCE = "The Llama 3 Herd of Models, arXiv 2407.21783, table 5";
const SEEDS = 300;

const loading = await loadExperiment(
  join(import.meta.dirname, "..", "..", "..", "experiments", "07-llama-3-54-days.yaml"),
);
if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
const published = loading.loaded.experiment;

const withRestart = (minutes: number): Experiment => ({
  ...published,
  recovery: { ...published.recovery, restart: minutes * MINUTE_US },
});

export const llamaTarget: Target = {
  number: 6,
  title: "Llama 3: 54 days on 16,384 cards",
  rows: (): ReadonlyArray<Row> => {
    const runs = Array.from({ length: SEEDS }, (_, seed) => simulate(withRestart(5), { seed: seed + 1 }));
    const slow = Array.from({ length: SEEDS }, (_, seed) => simulate(withRestart(10), { seed: seed + 1 }));
    const faults = estimate(runs.map(({ counts }) => counts.faultsOnJob));
    const holds = faults.interval[0] <= 419 && 419 <= faults.interval[1];
    const ettrOf = (results: typeof runs) => estimate(results.map(({ metrics }) => metrics.ettr ?? Number.NaN));
    return [
      {
        name: "faults on the job",
        expected: 419,
        simulated: faults.mean,
        interval: faults.interval,
        tolerance: (faults.interval[1] - faults.interval[0]) / 2,
        held: holds,
        source: SOURCE,
      },
      mix(runs),
      within({ name: "ETTR, back after 5 min", expected: 0.932, tolerance: 0.01, source: SOURCE }, ettrOf(runs)),
      within(
        {
          name: "ETTR, back after 10 min",
          expected: 0.907,
          tolerance: 0.01,
          source: SOURCE,
          note: "Meta published more than 0.90",
        },
        ettrOf(slow),
      ),
    ];
  },
};

/** How far the mix of causes is from the published counts: χ² ÷ degrees of freedom, near 1 when only chance differs. */
const mix = (runs: ReadonlyArray<ReturnType<typeof simulate>>): Row => {
  const kinds = published.hazards[0]?.kinds ?? [];
  const weights = kinds.reduce((sum, { weight }) => sum + weight, 0);
  const counts = kinds.map(({ cause }) =>
    runs.reduce((sum, { faultsByCause }) => sum + (faultsByCause.find((one) => one.cause === cause)?.count ?? 0), 0),
  );
  const all = counts.reduce((sum, count) => sum + count, 0);
  let square = 0;
  for (const [index, { weight }] of kinds.entries()) {
    const expected = (all * weight) / weights;
    square += ((counts[index] ?? 0) - expected) ** 2 / expected;
  }
  const freedom = kinds.length - 1;
  const reduced = square / freedom;
  // Within three standard deviations of χ² ÷ f around 1.
  const tolerance = 3 * Math.sqrt(2 / freedom);
  return within(
    { name: "mix of causes, χ² ÷ f", expected: 1, tolerance, source: SOURCE },
    { mean: reduced, interval: [reduced, reduced] },
  );
};
