import type { ArrivalLaw } from "@ordeal/model";
import { gamma, pow } from "../kernel/math.ts";
import { type Entry, Priority } from "../kernel/queue.ts";
import type { Stream } from "../kernel/random.ts";
import type { World } from "../world.ts";

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

/** The scale λ of the Weibull law with that shape k and mean: mean = λΓ(1 + 1/k). */
export const weibullScale = (shape: number, mean: number): number => mean / gamma(1 + 1 / shape);

/** The faults of one hazard as they come: each arrival plans the next, so that one entry of the queue stands for all. */
export class Arrivals implements Entry {
  private readonly world: World;
  readonly id: string;
  readonly priority = Priority.fault;
  private readonly gap: (stream: Stream) => number;
  private readonly stream: Stream;
  private readonly arrive: () => void;
  /** When the next one comes: exactly, and to the microsecond. */
  private exactUs = 0;
  atUs = 0;

  constructor(world: World, id: string, gap: (stream: Stream) => number, stream: Stream, arrive: () => void) {
    this.world = world;
    this.id = id;
    this.gap = gap;
    this.stream = stream;
    this.arrive = arrive;
    this.plan();
  }

  happen(): void {
    this.arrive();
    this.plan();
  }

  private plan(): void {
    this.exactUs += this.gap(this.stream);
    this.atUs = Math.round(this.exactUs);
    if (this.atUs < this.world.plan.endUs) this.world.queue.push(this);
  }
}
