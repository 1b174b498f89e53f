import { type MetricName, type Metrics, metricNames, type Statistic, statisticsOf } from "@ordeal/model";

/** One number of a run: a metric, or one statistic of a metric that has many samples in a run. */
export interface MetricColumn {
  readonly metric: MetricName;
  readonly statistic?: Statistic;
}

/** Every number of a run, in the order in which parts of a campaign hold them. */
export const metricColumns: ReadonlyArray<MetricColumn> = metricNames.flatMap((metric) => {
  const statistics = statisticsOf(metric);
  return statistics === undefined ? [{ metric }] : statistics.map((statistic) => ({ metric, statistic }));
});

/** `recoveryTime p99`. */
export const columnName = ({ metric, statistic }: MetricColumn): string =>
  statistic === undefined ? metric : `${metric} ${statistic}`;

/** The place of a metric among the columns. */
export const columnIndex = ({ metric, statistic }: MetricColumn): number =>
  metricColumns.findIndex((column) => column.metric === metric && column.statistic === statistic);

/** A run's metrics as a row; `null` where there was no sample. */
export const rowOf = (metrics: Metrics): ReadonlyArray<number | null> =>
  metricColumns.map(({ metric, statistic }) => {
    const value = metrics[metric];
    return value === null || typeof value === "number" ? value : statistic === undefined ? null : value[statistic];
  });
