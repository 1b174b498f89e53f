/** One thing that the agent refused, closed or healed. */
export interface LogLine {
  readonly what:
    | "connected"
    | "disconnected"
    | "refused"
    | "request refused"
    | "frame refused"
    | "lagged"
    | "lease expired"
    | "run closed"
    | "agent broke";
  readonly client?: string;
  readonly why?: string;
  readonly [more: string]: unknown;
}

export type Log = (line: LogLine) => void;

/** How many lines a second are written; the others are counted. */
const LINES_MAX = 50;

/** A log that a flood of bad frames cannot flood: beyond so many lines a second it says how many it left out. */
export const bounded = (log: Log, nowMs: () => number): Log => {
  let secondMs = Number.NEGATIVE_INFINITY;
  let written = 0;
  let leftOut = 0;
  return (line) => {
    const now = nowMs();
    if (now - secondMs >= 1_000) {
      if (leftOut > 0) log({ what: "refused", why: `${leftOut} more lines were left out` });
      secondMs = now;
      written = 0;
      leftOut = 0;
    }
    if (written++ < LINES_MAX) log(line);
    else leftOut++;
  };
};
