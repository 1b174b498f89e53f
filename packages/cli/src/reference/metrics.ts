import { metricNames, metrics, signalNames, signals, statisticsOf } from "@ordeal/model";
import { code, table } from "./table.ts";

const units = { ratio: "a share", duration: "seconds", count: "a number", flops: "FLOP/s", kWh: "kWh" } as const;
const sides = { ...units, duration: "a duration" } as const;

/** Every metric, as a threshold compares it. */
export const metricsTable = (): string =>
  table(
    ["metric", "compared with", "statistics", "what it is"],
    metricNames.map((name) => [
      code(name),
      sides[metrics[name].unit],
      (statisticsOf(name) ?? []).map(code).join(", "),
      metrics[name].meaning,
    ]),
  );

/** Every metric, as a result says it, with its formula. */
export const formulaTable = (): string =>
  table(
    ["metric", "what it is", "unit", "formula"],
    metricNames.map((name) => {
      const several = statisticsOf(name);
      return [
        code(name),
        metrics[name].meaning,
        units[metrics[name].unit],
        `${metrics[name].formula}${several === undefined ? "" : `; ${several.join(", ")}`}`,
      ];
    }),
  );

export const signalsTable = (): string =>
  table(
    ["signal", "compared with", "what it is"],
    signalNames.map((name) => [code(name), sides[signals[name].unit], signals[name].meaning]),
  );
