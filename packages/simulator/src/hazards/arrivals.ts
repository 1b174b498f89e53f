import type { ArrivalLaw } from "@ordeal/model";
import type { Site } from "../cluster/site.ts";
import type { Clock } from "../kernel/clock.ts";
import { gamma, pow } from "../kernel/math.ts";
import { type Entry, Priority } from "../kernel/queue.ts";
import type { Stream } from "../kernel/random.ts";
import type { Periods } from "./periods.ts";

/** The arrival laws that draw their gaps; a trace brings its instants. */
export type GapLaw = Exclude<ArrivalLaw, { readonly trace: unknown }>;

/**
 * Draws the gaps between a fleet's faults, in float microseconds with the given mean, one draw each.
 * Weibull: λE^(1/k) with E exponential, and λ = mean ÷ Γ(1 + 1/k).
 */
export const gapsOf = (law: GapLaw, meanUs: number): ((stream: Stream) => number) => {
  if (law === "exponential") return (stream) => meanUs * stream.exponential();
  const { shape } = law.weibull;
  const scaleUs = weibullScale(shape, meanUs);
  return (stream) => scaleUs * pow(stream.exponential(), 1 / shape);
};

/**
 * Draws the time to the first fault: what is left of the gap that a run finds itself in, so that a stationary fleet keeps
 * its rate in every window. The gap that an instant falls into is length-biased, and the instant lies anywhere in it:
 * U·λG^(1/k), with G of the gamma law of shape 1 + 1/k. Exponential gaps have no memory: what is left is like any other.
 */
export const firstGapOf = (law: GapLaw, meanUs: number): ((stream: Stream) => number) => {
  if (law === "exponential") return gapsOf(law, meanUs);
  const { shape } = law.weibull;
  const scaleUs = weibullScale(shape, meanUs);
  return (stream) => stream.uniform() * scaleUs * pow(stream.gamma(1 + 1 / shape), 1 / shape);
};

/** The scale λ of the Weibull law with that shape k and mean: mean = λΓ(1 + 1/k). */
export const weibullScale = (shape: number, mean: number): number => mean / gamma(1 + 1 / shape);

/**
 * The faults of one hazard as they come, as a stationary renewal process: each arrival plans the next, so that one entry
 * of the queue stands for all.
 */
export class Arrivals implements Entry {
  private readonly clock: Clock;
  private readonly endUs: number;
  readonly id: string;
  readonly priority = Priority.fault;
  private readonly gap: (stream: Stream) => number;
  private readonly isMemoryless: boolean;
  private readonly stream: Stream;
  private readonly arrive: () => void;
  private readonly periods: Periods | undefined;
  /** When the next one comes: exactly, in the time of its periods where it has some, and to the microsecond. */
  private exactUs = 0;
  atUs = 0;

  constructor(
    { clock, endUs }: Pick<Site, "clock" | "endUs">,
    id: string,
    law: GapLaw,
    meanUs: number,
    stream: Stream,
    arrive: () => void,
    periods?: Periods,
  ) {
    this.clock = clock;
    this.endUs = endUs;
    this.id = id;
    this.gap = gapsOf(law, meanUs);
    this.isMemoryless = law === "exponential";
    this.stream = stream;
    this.arrive = arrive;
    this.periods = periods;
    this.scheduleAfter(firstGapOf(law, meanUs)(stream));
  }

  /**
   * Draws the next arrival anew, where gaps have no memory: given that none came by now, the next is then as far off as
   * ever. Whatever was planned stays in the queue, and comes to nothing.
   */
  redraw(): void {
    if (!this.isMemoryless) return;
    this.exactUs = this.periods?.elapsedUs(this.clock.nowUs) ?? this.clock.nowUs;
    this.scheduleAfter(this.gap(this.stream));
  }

  happen(): void {
    if (this.clock.nowUs !== this.atUs) return;
    // The next one first: what strikes now may know from the queue how long it is alone.
    this.scheduleAfter(this.gap(this.stream));
    this.arrive();
  }

  private scheduleAfter(gapUs: number): void {
    this.exactUs += gapUs;
    this.atUs = Math.round(this.periods?.instantUs(this.exactUs) ?? this.exactUs);
    if (this.atUs < this.endUs) this.clock.queue.push(this);
  }
}
