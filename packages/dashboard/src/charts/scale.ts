import { DAY_US, HOUR_US, MINUTE_US, SECOND_US } from "@ordeal/model";

/** A span of the run's time. Microseconds. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Where an instant lies on a picture that shows `span` over `width` units. */
export const scaleOf =
  ({ fromUs, toUs }: Span, width: number) =>
  (us: number): number =>
    toUs === fromUs ? 0 : ((us - fromUs) / (toUs - fromUs)) * width;

const stepsUs: ReadonlyArray<number> = [
  ...[1, 2, 5, 10, 15, 30].map((s) => s * SECOND_US),
  ...[1, 2, 5, 10, 15, 30].map((min) => min * MINUTE_US),
  ...[1, 2, 3, 6, 12].map((h) => h * HOUR_US),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((days) => days * DAY_US),
];

/** Round instants to mark, about `count` of them, each with what is written there. */
export const ticksOf = ({ fromUs, toUs }: Span, count = 8): ReadonlyArray<{ us: number; label: string }> => {
  const stepUs = stepsUs.find((us) => (toUs - fromUs) / us <= count) ?? (stepsUs.at(-1) as number);
  const ticks: Array<{ us: number; label: string }> = [];
  for (let us = Math.ceil(fromUs / stepUs) * stepUs; us <= toUs; us += stepUs)
    ticks.push({ us, label: label(us, stepUs) });
  return ticks;
};

/** Days count from 1, as in every other picture. */
const label = (us: number, stepUs: number): string => {
  const day = `day ${Math.floor(us / DAY_US) + 1}`;
  if (stepUs >= DAY_US) return day;
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const inDay = us % DAY_US;
  if (inDay === 0 && us > 0) return day;
  const time = `${two(inDay / HOUR_US)}:${two((inDay % HOUR_US) / MINUTE_US)}`;
  return stepUs >= MINUTE_US ? time : `${time}:${two((inDay % MINUTE_US) / SECOND_US)}`;
};

/** A number for an SVG attribute: a tenth of a unit is finer than any screen. */
export const at = (value: number): number => Math.round(value * 10) / 10;
