import type { AnyEvent } from "@ordeal/model";

/** Events of one kind at one instant, one after the other: a loop that trips takes all its nodes down. */
export interface LogGroup {
  readonly first: AnyEvent;
  readonly count: number;
}

/** The newest groups, the newest first. */
export const newestGroups = (log: ReadonlyArray<AnyEvent>, max: number): ReadonlyArray<LogGroup> => {
  const groups: Array<{ first: AnyEvent; count: number }> = [];
  for (const event of log) {
    const last = groups.at(-1);
    if (last !== undefined && last.first.type === event.type && last.first.atUs === event.atUs) last.count++;
    else groups.push({ first: event, count: 1 });
  }
  return groups.slice(-max).reverse();
};
