import type { Instant, Scenario } from "@ordeal/model";

/** What faults, hazards and planned stops are fitted to. A scenario is one. */
export type Scene = Pick<Scenario, "duration" | "cluster" | "job" | "checkpoint"> & { readonly startsAt?: number };

/**
 * A value that was drawn before its scene was known. Drawing parts apart and fitting them afterwards, instead of
 * chaining arbitraries, lets every part shrink while all others stay as they are.
 */
export type Fit<T, S = Scene> = (scene: S) => T;

/** The item that a natural number picks; with 0 the first. */
export const pick = <T>(items: readonly [T, ...Array<T>] | ReadonlyArray<T>, at: number): T => {
  const item = items[at % items.length];
  if (item === undefined) throw new RangeError("there is nothing to pick from");
  return item;
};

/** An instant inside the run: a date where the run has one for its start and the instant is a whole millisecond. */
export const instantIn = ({ duration, startsAt }: Pick<Scene, "duration" | "startsAt">, us: number): Instant => {
  const inside = us % duration;
  return startsAt === undefined || inside % 1_000 !== 0 ? inside : { dateMs: startsAt + inside / 1_000 };
};

/** The keys that have a value. Every part of every case goes through here: a plain loop is several times as quick. */
export const given = <T extends object>(parts: { readonly [K in keyof T]: T[K] | undefined }): T => {
  const some: { [key: string]: unknown } = {};
  for (const key in parts) if (parts[key] !== undefined) some[key] = parts[key];
  return some as T;
};
