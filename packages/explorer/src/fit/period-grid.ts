import type { Arrivals } from "./arrival-law.ts";
import type { ObservedWindow } from "./observed.ts";

/** Where periods begin and end: so much after every window's beginning, and so often. Microseconds. */
export interface PeriodGrid {
  readonly everyUs: number;
  /** The end of the period that a window begins in; below `everyUs`. */
  readonly beginsUs: number;
}

/** The number of the period within its window that an instant of it lies in; the first is cut short. */
export const periodIn = ({ everyUs, beginsUs }: PeriodGrid, sinceUs: number): number =>
  Math.floor((sinceUs + everyUs - beginsUs) / everyUs);

/** When the period of a number begins, since its window's beginning: at or before that for the first. */
export const periodBeginUs = ({ everyUs, beginsUs }: PeriodGrid, index: number): number =>
  beginsUs + (index - 1) * everyUs;

/** Numbers the periods of all windows; none goes on from one window to the next. */
export const periodNumbers = (windows: ReadonlyArray<ObservedWindow>, grid: PeriodGrid): ((atUs: number) => number) => {
  let begun = 0;
  const starts = windows.map(({ fromUs, toUs }) => {
    const first = begun;
    begun += periodIn(grid, toUs - fromUs) + 1;
    return { fromUs, toUs, first };
  });
  return (atUs) => {
    const { fromUs, first } = starts.find(({ toUs }) => atUs < toUs) ?? (starts.at(-1) as (typeof starts)[number]);
    return first + periodIn(grid, atUs - fromUs);
  };
};

/** How many arrivals each period has that lies in a window as a whole, window by window. */
export const wholeCounts = (
  arrivals: ReadonlyArray<Arrivals>,
  { everyUs, beginsUs }: PeriodGrid,
): ReadonlyArray<ReadonlyArray<number>> =>
  arrivals.map(({ atUs, spanUs }) => {
    const counts = new Array<number>(Math.max(0, Math.floor((spanUs - beginsUs) / everyUs))).fill(0);
    for (const us of atUs) {
      const index = Math.floor((us - beginsUs) / everyUs);
      if (index >= 0 && index < counts.length) counts[index] = (counts[index] as number) + 1;
    }
    return counts;
  });
