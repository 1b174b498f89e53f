import type { Listeners } from "./journal.ts";

export interface RunOptions extends Listeners {
  /** The one source of chance: an integer from 0 to 2³² − 1. */
  readonly seed: number;
  /** Whether it keeps in mind what is done to it, so that it can be forked; it does not unless this is `true`. */
  readonly isForkable?: boolean;
  /** How many changes of the cluster the whole run may go through; {@link TooManyEvents} is thrown beyond. No bound unless given. */
  readonly eventsMax?: number;
}

export interface InjectOptions {
  readonly id?: string;
  readonly ttlUs?: number;
}

export interface ForkOptions extends Listeners {
  /** Everything that is still to be drawn is drawn from this seed; from the run's own unless given. */
  readonly seed?: number;
  /** Whether exponential arrivals that were drawn already are drawn anew from that seed: no law changes. They stay unless given. */
  readonly redraws?: boolean;
}
