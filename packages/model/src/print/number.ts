import type { MetricUnit } from "../metric.ts";
import { SECOND_US } from "../units/time.ts";
import { humanDuration } from "./duration.ts";

/** `14,000`; fractions keep at most `digits` decimals. */
export const humanNumber = (value: number, digits = 0): string => {
  if (!Number.isFinite(value)) return String(value);
  const [whole = "", fraction = ""] = value.toFixed(digits).split(".");
  const kept = fraction.replace(/0+$/, "");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return kept === "" ? (grouped === "-0" ? "0" : grouped) : `${grouped}.${kept}`;
};

/** A count with its noun: `1 fault`, `14,000 cards`. */
export const counted = (count: number, noun: string): string =>
  `${humanNumber(count, 1)} ${noun}${count === 1 ? "" : "s"}`;

export const percent = (share: number, digits = 2): string => `${(share * 100).toFixed(digits)} %`;

/** A share of something large: small but not nothing must not read as `0.00 %`. */
export const sharePercent = (share: number): string => (share > 0 && share < 0.00005 ? "<0.01 %" : percent(share));

const scaled = (value: number, scales: ReadonlyArray<readonly [string, number]>): string => {
  const [name, size] = scales.find(([, at]) => Math.abs(value) >= at) ?? (scales.at(-1) as readonly [string, number]);
  return `${humanNumber(value / size, value / size >= 100 ? 0 : value / size >= 10 ? 1 : 2)} ${name}`;
};

const flops = [
  ["EFLOPS", 1e18],
  ["PFLOPS", 1e15],
  ["TFLOPS", 1e12],
] as const;
const energy = [
  ["GWh", 1e6],
  ["MWh", 1e3],
  ["kWh", 1],
  ["Wh", 1e-3],
] as const;

/** A metric as a person reads it; durations come in seconds. */
export const humanMetric = (value: number, unit: MetricUnit): string => {
  switch (unit) {
    case "ratio":
      return percent(value);
    case "duration":
      return humanDuration(Math.round(value * SECOND_US));
    case "count":
      return humanNumber(value, 1);
    case "flops":
      return scaled(value, flops);
    case "kWh":
      return scaled(value, energy);
  }
};

/** A metric next to the limit it missed or met: as exact as it takes to tell the two apart. */
export const humanMetricAgainst = (value: number, limit: number, unit: MetricUnit): string => {
  const said = humanMetric(value, unit);
  if (value === limit || said !== humanMetric(limit, unit)) return said;
  if (unit === "duration") return `${humanNumber(value, 6)} s`;
  if (unit !== "ratio") return said;
  const digits = [3, 4, 5].find((count) => percent(value, count) !== percent(limit, count));
  return percent(value, digits ?? 6);
};
