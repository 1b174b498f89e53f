import { HOUR_US, MINUTE_US, SECOND_US } from "@ordeal/model";

/** From the roundest times to the least round, in microseconds. */
const grains = [HOUR_US, 10 * MINUTE_US, MINUTE_US, 10 * SECOND_US, SECOND_US] as const;

/** How round a time is: 0 for whole hours; the larger, the less round. */
export const roughness = (us: number): number => {
  const index = grains.findIndex((grain) => us % grain === 0);
  return index < 0 ? grains.length : index;
};

/** Rounder times near this one, the roundest first. */
export const rounder = (us: number): ReadonlyArray<number> => {
  const near = grains.slice(0, roughness(us)).flatMap((grain) => {
    const below = us - (us % grain);
    return [below, below + grain];
  });
  return [...new Set(near)];
};

/** Durations that people say. */
const common: ReadonlyArray<number> = [
  ...[10, 20, 30].map((seconds) => seconds * SECOND_US),
  ...[1, 2, 5, 10, 15, 20, 30, 45].map((minutes) => minutes * MINUTE_US),
  ...[1, 2, 3, 4, 6, 8, 12, 24, 36, 48, 72].map((hours) => hours * HOUR_US),
];

const isCommon = (us: number): boolean => common.includes(us);

/** Shorter durations that people say, the shortest first; and rounder ones near it where it is none of these. */
export const simplerDurations = (us: number): ReadonlyArray<number> => [
  ...common.filter((one) => one < us),
  ...(isCommon(us) ? [] : [...common.filter((one) => one > us).slice(0, 1), ...rounder(us)]),
];
