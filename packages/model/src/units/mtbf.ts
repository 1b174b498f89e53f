import * as Schema from "effect/Schema";
import { text, type WrittenText } from "../text.ts";
import { componentNamed, perPattern, type Rate, rateUnits, spanPattern, spanUs } from "./rate.ts";
import { HOUR_US } from "./time.ts";

/** The mean time between failures of each component of a kind (`per`), or of the fleet: microseconds of exposure a fault. */
export const Mtbf = Schema.Struct({
  us: Schema.Number,
  per: Schema.Literals(rateUnits),
});
export type Mtbf = typeof Mtbf.Type;

const AMOUNT = "(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?(?:e[+-]?\\d+)?";
const pattern = new RegExp(`^\\s*(${AMOUNT})\\s*(${spanPattern}|h)\\s+per\\s+(${perPattern})\\s*$`);

const parse = (written: WrittenText): Mtbf | undefined => {
  const [, amount = "", span = "", per = ""] = (typeof written === "string" ? pattern.exec(written) : null) ?? [];
  const us = Number(amount.replaceAll(",", "")) * (spanUs(span === "h" ? "hour" : span.replace(/s$/, "")) ?? 0);
  const component = componentNamed(per);
  return us > 0 && Number.isFinite(1 / us) && 1 / us > 0 && component !== undefined
    ? { us, per: component }
    : undefined;
};

/** In hours, as data sheets say it, with thousands separators; in microseconds where that would round it. */
export const printMtbf = ({ us, per }: Mtbf): string => {
  const hours = us / HOUR_US;
  const [whole = "", rest] = String(hours).split(".");
  const separated = hours < 1e21 ? whole.replace(/\B(?=(?:\d{3})+$)/g, ",") : whole;
  const hourly = `${separated}${rest === undefined ? "" : `.${rest}`} ${hours === 1 ? "hour" : "hours"} per ${per}`;
  return parse(hourly)?.us === us ? hourly : `${us} micros per ${per}`;
};

/** The rate that comes to the same: one fault in that much exposure. */
export const rateOfMtbf = ({ us, per }: Mtbf): Rate => ({ perUs: 1 / us, per });

/** A mean time between failures, as data sheets give it: `50,000 hours per card`. */
export const MtbfText = text(
  `a mean time longer than zero and what it is counted per, such as "50,000 hours per card" or "30 days per node" (per ${rateUnits.join(", ")})`,
  Mtbf,
  parse,
  printMtbf,
  {
    pattern: pattern.source,
    examples: ["50,000 hours per card", "30 days per node", "5.7 hours per fleet"],
  },
);
