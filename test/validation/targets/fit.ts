import { existsSync } from "node:fs";
import {
  checkFit,
  type FitCheck,
  type FittedArrivals,
  fitArrivals,
  fitHazard,
  observe,
  type StatisticName,
} from "@ordeal/explorer";
import { DAY_US } from "@ordeal/model";
import { type Expectation, type Row, skipped, type Target, within } from "../target.ts";
import { importedTrace, infiniteHbdTrace, SOURCE } from "./infinitehbd.ts";

/** What of the trace its fitted hazard has to give back; the value is the trace's own. */
const given: ReadonlyArray<readonly [name: StatisticName, expected: number, unit?: number]> = [
  ["faults", 583],
  ["shape of the gaps", 0.677],
  ["share of faults in bursts", 0.1458],
  ["share of repairs followed by a fault", 0.223],
  ["share of faults on the worst tenth", 0.41],
  ["repair, median", 20.4, 3_600e6],
  ["repair, mean", 133.06, 3_600e6],
  ["down at once, mean", 9.28],
  ["down at once, p99", 31],
  ["down at once, most", 35],
];

export const fitTarget: Target = {
  number: 19,
  title: "hazards fitted to the InfiniteHBD trace, simulated again",
  rows: async (): Promise<ReadonlyArray<Row>> => {
    const reason = `the trace is not there: ${infiniteHbdTrace}`;
    const found = existsSync(infiniteHbdTrace) ? await refitted(infiniteHbdTrace) : undefined;
    const check = found?.check;
    const rows = given.map(([name, expected, unit = 1]): Row => {
      const expectation: Expectation = {
        name: unit === 1 ? name : `${name}, hours`,
        expected,
        tolerance: 0.005 * expected,
        source: SOURCE,
        ...(name === "faults" ? { assumed: "400 servers, 348 days; the 584th fault begins after that" } : {}),
      };
      const prediction = check?.predictions.find((one) => one.name === name);
      if (prediction === undefined) return skipped(expectation, reason);
      const [low, high] = prediction.simulated.interval;
      return {
        ...expectation,
        simulated: prediction.simulated.median / unit,
        interval: [low / unit, high / unit],
        held: prediction.held && Math.abs(prediction.observed / unit - expected) <= expectation.tolerance,
      };
    });
    return [...rows, shapeRow(found?.allGaps, reason)];
  },
};

/** The shape that was published for all gaps, those of relapses among them: shorter ones, and so a lower shape. */
const shapeRow = (allGaps: FittedArrivals | undefined, reason: string): Row => {
  const expectation: Expectation = {
    name: "Weibull shape of all gaps, zero ones dropped",
    expected: 0.62,
    tolerance: 0.01,
    source: SOURCE,
  };
  const shape = allGaps?.shape;
  return shape === undefined
    ? skipped(expectation, reason)
    : within(expectation, { mean: shape.value, interval: shape.interval });
};

const refitted = async (
  traceFile: string,
): Promise<{ readonly check: FitCheck; readonly allGaps: FittedArrivals | undefined }> => {
  const { header, faults } = await importedTrace(traceFile);
  const record = { name: "trace", header, faults, fromUs: 0, toUs: 348 * DAY_US };
  const seen = observe([record], { counts: { node: 400 }, isFleet: false, unended: "open" });
  if ("problems" in seen) throw new Error(seen.problems.join("\n"));
  const [group] = seen.observed.groups;
  if (group === undefined) throw new Error("the trace has no faults");
  const hazard = fitHazard(group, DAY_US);
  const check = checkFit(group, hazard, DAY_US);
  if ("impossible" in check) throw new Error(check.impossible);
  const instants = Float64Array.from(group.faults, ({ atUs }) => atUs);
  return { check, allGaps: fitArrivals([{ atUs: instants, spanUs: 348 * DAY_US }]) };
};
