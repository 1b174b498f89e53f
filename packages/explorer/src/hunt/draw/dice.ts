import { type Stream, streamOf } from "@ordeal/simulator";

/** All chance of a hunt: one stream of its seed, named for what it is used for. */
export class Dice {
  private readonly stream: Stream;

  constructor(seed: number, name: string) {
    this.stream = streamOf(seed, `hunt/${name}`);
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.stream.uniform() < probability;
  }

  pick<T>(items: ReadonlyArray<T>): T {
    return items[this.stream.index(items.length)] as T;
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return max <= min ? min : min + this.stream.index(max - min + 1);
  }

  /** A time from `min` to `max` whose order of magnitude is as likely as any other; microseconds. */
  magnitude(min: number, max: number): number {
    const low = Math.max(1, min);
    let orders = 1;
    for (let top = 2 * low; top < max; top *= 2) orders++;
    const top = low * 2 ** this.stream.index(orders);
    return Math.min(max, this.between(top, Math.min(max, 2 * top)));
  }

  /** A seed for something that has a stream of its own. */
  seed(): number {
    return this.stream.index(4_294_967_296);
  }
}
