import { readIsoDate } from "../dates/date.ts";
import { zoneClock } from "../dates/zone.ts";

/** The faults that are wanted: those that began from the one instant on and before the other. */
export interface Window {
  /** Microseconds since 1970. */
  readonly fromUs: number;
  readonly toUs: number;
}

/** Reads `--from` and `--to`, of which either may be left out, in the zone of `--zone` where they name none. */
export const readWindow = (
  from: string | undefined,
  to: string | undefined,
  zone: string | undefined,
): { readonly window: Window | undefined } | { readonly problem: string } => {
  if (from === undefined && to === undefined) return { window: undefined };
  const clock = zone === undefined ? undefined : zoneClock(zone);
  const read = (flag: string, text: string | undefined, unless: number): number | string => {
    if (text === undefined) return unless;
    const date = readIsoDate(text, clock);
    if ("us" in date) return date.us;
    return `${flag}: expected a date such as 2024-05-06 or 2024-05-06T07:08:09Z, found "${text}", ${date.problem}`;
  };
  const fromUs = read("--from", from, Number.NEGATIVE_INFINITY);
  const toUs = read("--to", to, Number.POSITIVE_INFINITY);
  if (typeof fromUs === "string") return { problem: fromUs };
  if (typeof toUs === "string") return { problem: toUs };
  if (toUs <= fromUs) return { problem: `--to: expected a date after --from ${from}, found "${to}"` };
  return { window: { fromUs, toUs } };
};

/** Why a fault is not wanted, in words that are the same for every such fault. */
export const outside = ({ fromUs, toUs }: Window, atUs: number): OutsideReason | undefined =>
  atUs < fromUs ? "a fault before --from" : atUs >= toUs ? "a fault at or after --to" : undefined;

export type OutsideReason = "a fault before --from" | "a fault at or after --to";
