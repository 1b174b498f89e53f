import { type MeanEstimate, meanOf } from "../campaign/interval.ts";
import { columnIndex, type MetricColumn } from "../campaign/metric-columns.ts";
import type { Sample } from "../campaign/sample.ts";

/**
 * By how much a metric of the first exceeds that of the second, run by run: the same seed strikes both with the same faults
 * (common random numbers), so that what differs is the setting. `undefined` without two runs that both measured it.
 */
export const differenceOf = (a: Sample, b: Sample, column: MetricColumn): MeanEstimate | undefined => {
  if (a.from !== b.from) throw new RangeError("samples of other seeds have no run in common");
  const index = columnIndex(column);
  const [ours, theirs] = [a.columns[index], b.columns[index]];
  const differences: Array<number> = [];
  for (let place = 0; place < Math.min(a.runs, b.runs); place++) {
    const difference = (ours?.[place] ?? Number.NaN) - (theirs?.[place] ?? Number.NaN);
    if (!Number.isNaN(difference)) differences.push(difference);
  }
  return differences.length < 2 ? undefined : meanOf(differences);
};
