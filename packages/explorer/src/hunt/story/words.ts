import { type FaultSpec, HOUR_US, type MetricUnit, MINUTE_US, printSelector, SECOND_US } from "@ordeal/model";

const two = (n: number): string => String(n).padStart(2, "0");

/** An instant of a run as a clock shows it: `02:10:00`, and from the second day on `day 2, 02:10:00`. */
export const clock = (us: number): string => {
  const seconds = Math.floor(us / SECOND_US);
  const time = `${two(Math.floor(seconds / 3_600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const day = Math.floor(seconds / 86_400);
  return day === 0 ? time : `day ${day + 1}, ${time}`;
};

const units = [
  [HOUR_US, "h"],
  [MINUTE_US, "min"],
  [SECOND_US, "s"],
  [1_000, "ms"],
] as const;

/** A length of time in its two largest units, or in more: `2 h 13 min`, `3 h 20 s`, `51 s`. */
export const span = (us: number, parts = 2): string => {
  if (us < 0) return `−${span(-us, parts)}`;
  let leftUs = us;
  const said: Array<string> = [];
  for (const [size, name] of units) {
    const whole = Math.floor(leftUs / size);
    leftUs -= whole * size;
    if (whole > 0 && said.length < parts) said.push(`${whole} ${name}`);
  }
  return said.length === 0 ? "0 s" : said.join(" ");
};

export const percent = (share: number, digits = 2): string => `${(share * 100).toFixed(digits)} %`;

/** A measured value in words, in more of them when it is asked for; `null` where there was nothing to measure. */
export const amountOf = (value: number | null, unit: MetricUnit, isExact = false): string => {
  if (value === null) return "nothing to measure";
  if (unit === "ratio") return percent(value, isExact ? 6 : 2);
  if (unit === "duration") return span(Math.round(value * SECOND_US), isExact ? units.length : 2);
  return String(isExact ? value : Number(value.toPrecision(4)));
};

/** `card.slow of sn00/n00/c0, speed 50 %, for 30 minutes`. */
export const faultInWords = (fault: FaultSpec): string => {
  const { kind, target, duration, speed, share, flow, rise, up, down, cuts } = fault;
  const parts = [
    target === undefined ? kind : `${kind} of ${printSelector(target)}`,
    ...(speed === undefined ? [] : [`speed ${percent(speed)}`]),
    ...(share === undefined ? [] : [`${percent(share)} of its bandwidth left`]),
    ...(flow === undefined ? [] : [`${percent(flow)} of its flow left`]),
    ...(rise === undefined ? [] : [`${rise} °C warmer`]),
    ...(up === undefined || down === undefined ? [] : [`${span(down)} down, ${span(up)} up`]),
    ...(cuts === true ? ["cutting the path"] : []),
    ...(duration === undefined ? [] : [`for ${span(duration)}`]),
  ];
  return parts.join(", ");
};

const plurals = new Intl.PluralRules("en", { type: "ordinal" });
const suffixes: Readonly<Record<Intl.LDMLPluralRule, string>> = {
  zero: "th",
  one: "st",
  two: "nd",
  few: "rd",
  many: "th",
  other: "th",
};

/** `2nd`, `11th`. */
const ordinal = (n: number): string => `${n}${suffixes[plurals.select(n)]}`;

/** `at 02:00:00`, or `2 s after the 3rd checkpoint.persist.started`. */
export const startInWords = ({ at, on }: FaultSpec, struckUs: number | undefined): string => {
  if (on === undefined) return typeof at === "number" ? `at ${clock(at)}` : `at ${clock(struckUs ?? 0)}`;
  const when = on.after === 0 ? "at" : `${span(on.after)} after`;
  const which = on.time === 1 ? "first" : ordinal(on.time);
  if (on.every === true) return `${when} every ${on.event}${on.time === 1 ? "" : ` from the ${which} on`}`;
  return `${when} the ${which} ${on.event}${struckUs === undefined ? "" : `, which was ${clock(struckUs)}`}`;
};
