import * as Schema from "effect/Schema";
import { text, type WrittenText } from "../text.ts";
import { DAY_US, HOUR_US } from "./time.ts";

/** What a rate counts: the kinds of component, or the whole fleet at once. */
export const rateUnits = ["card", "node", "link", "plane", "tor", "rack", "supernode", "loop", "job", "fleet"] as const;
export type RateUnit = (typeof rateUnits)[number];

/** The kind of component that a rate counts; the whole fleet counts as one, like the job. */
export const rateComponent = (per: RateUnit): Exclude<RateUnit, "link" | "fleet"> | "uplink" =>
  per === "link" ? "uplink" : per === "fleet" ? "job" : per;

/** How long each unit of exposure is; a month is 30 days and a year 365. */
const spans: Readonly<Record<string, number>> = {
  micro: 1,
  hour: HOUR_US,
  day: DAY_US,
  week: 7 * DAY_US,
  month: 30 * DAY_US,
  year: 365 * DAY_US,
};

/** Faults in microseconds of exposure, of each component of a kind (`per`) or of the fleet. */
export const Rate = Schema.Struct({
  perUs: Schema.Number,
  per: Schema.Literals(rateUnits),
});
export type Rate = typeof Rate.Type;

const perExposure = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(%|per mille)?\s+per\s+(?:([\d,]+)\s+)?(\w+)-(\w+?)s?$/;
const perSpan = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s+(?:per|in)\s+(?:(\d+(?:\.\d+)?)\s+)?(\w+?)s?$/;

const AMOUNT = "\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?";
/** What every unit of exposure matches, and every name of a component. */
export const spanPattern = `(?:${Object.keys(spans).join("|")})s?`;
export const perPattern = `(?:${[...rateUnits, "gpu", "npu"].join("|")})`;

/** How long a unit of exposure is, in microseconds, by its name in the singular. */
export const spanUs = (name: string): number | undefined => (Object.hasOwn(spans, name) ? spans[name] : undefined);

/** What a name counts; a `gpu` or `npu` is a card. */
export const componentNamed = (name: string): RateUnit | undefined =>
  name === "gpu" || name === "npu" ? "card" : rateUnits.find((unit) => unit === name);
const pattern =
  `^\\s*${AMOUNT}(?:\\s*(?:%|per mille)?\\s+per\\s+(?:[\\d,]+\\s+)?${perPattern}-${spanPattern}` +
  `|\\s+(?:per|in)\\s+(?:\\d+(?:\\.\\d+)?\\s+)?${spanPattern})\\s*$`;

const parse = (written: WrittenText): Rate | undefined => {
  if (typeof written !== "string") return undefined;
  const exposure = perExposure.exec(written.trim());
  if (exposure !== null) {
    const [, count = "", unit, many = "1", per = "", span = ""] = exposure;
    const scaled = Number(count) * (unit === "%" ? 1e-2 : unit === "per mille" ? 1e-3 : 1);
    return rate(scaled, Number(many.replaceAll(",", "")), per, span);
  }
  const fleet = perSpan.exec(written.trim());
  if (fleet === null) return undefined;
  const [, count = "", many = "1", span = ""] = fleet;
  return rate(Number(count), Number(many), "fleet", span);
};

const rate = (count: number, many: number, per: string, span: string): Rate | undefined => {
  const us = spanUs(span);
  const component = componentNamed(per);
  if (us === undefined || component === undefined || !(many > 0)) return undefined;
  const perUs = count / (many * us);
  return Number.isFinite(perUs) ? { perUs, per: component } : undefined;
};

/** A day's worth, or a microsecond's where that would round it. */
const print = (rate: Rate): string => {
  const daily = printPer(rate, "day", DAY_US);
  return parse(daily)?.perUs === rate.perUs ? daily : printPer(rate, "micro", 1);
};

const printPer = ({ perUs, per }: Rate, span: string, spanUs: number): string =>
  `${perUs * spanUs} per ${per === "fleet" ? span : `${per}-${span}`}`;

/** A failure rate, as published: `0.3e-3 per card-day`, `0.057 % per link-month`, `419 per 54 days`. */
export const RateText = text(
  `a rate that is not negative, such as "0.3e-3 per card-day", "3.79 per 1,000 node-days", "0.057 % per link-month" or "419 per 54 days" (per ${rateUnits.join(", ")})`,
  Rate,
  parse,
  print,
  {
    pattern,
    examples: ["0.3e-3 per card-day", "0.057 % per link-month", "6.50 per 1,000 node-days", "419 per 54 days"],
  },
);
