import * as Schema from "effect/Schema";
import type { MetricUnit } from "./metric.ts";
import { DurationUs } from "./units/duration.ts";
import { SECOND_US } from "./units/time.ts";

export const comparisons = [">=", "<=", ">", "<"] as const;
export type Comparison = (typeof comparisons)[number];

/** Whether a number compares so with a limit. */
export const holds: Readonly<Record<Comparison, (actual: number, limit: number) => boolean>> = {
  ">=": (actual, limit) => actual >= limit,
  "<=": (actual, limit) => actual <= limit,
  ">": (actual, limit) => actual > limit,
  "<": (actual, limit) => actual < limit,
};

/** How the right-hand side of a comparison is written, by what it is measured in; durations are read as seconds. */
export const amount: Readonly<
  Record<MetricUnit, { readonly expected: string; readonly read: (written: string) => number | undefined }>
> = {
  ratio: { expected: 'a share from 0 % to 100 %, such as "95 %" or 0.95', read: (written) => shareOf(written) },
  duration: { expected: 'a duration such as "10 minutes"', read: (written) => secondsOf(written) },
  count: { expected: "a number that is not negative, such as 3", read: (written) => scaled(written, { "": 1 }) },
  flops: {
    expected: 'FLOP a second in TFLOPS, PFLOPS or EFLOPS, such as "3 EFLOPS"',
    read: (written) => scaled(written, { TFLOPS: 1e12, PFLOPS: 1e15, EFLOPS: 1e18 }),
  },
  kWh: {
    expected: 'an energy in kWh, MWh or GWh, such as "900 MWh"',
    read: (written) => scaled(written, { kWh: 1, MWh: 1e3, GWh: 1e6 }),
  },
};

const shareOf = (written: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(written);
  const share = match === null ? Number.NaN : Number(match[2] === "%" ? `${match[1]}e-2` : match[1]);
  return share <= 1 ? share : undefined;
};

const secondsOf = (written: string): number | undefined => {
  const us = Schema.decodeUnknownOption(DurationUs)(written);
  return us._tag === "Some" ? us.value / SECOND_US : undefined;
};

const scaled = (written: string, units: Readonly<Record<string, number>>): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)\s*(\w*)$/.exec(written);
  const unit = match?.[2] ?? "";
  const value = match === null || !Object.hasOwn(units, unit) ? Number.NaN : Number(match[1]) * (units[unit] ?? 1);
  return Number.isFinite(value) ? value : undefined;
};
