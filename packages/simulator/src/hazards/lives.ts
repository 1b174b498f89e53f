import type { LifeLaw } from "@ordeal/model";
import type { Chance } from "../kernel/chance.ts";
import { pow } from "../kernel/math.ts";
import { type Permutation, permutationOf } from "../kernel/permutation.ts";
import type { Stream, Streams } from "../kernel/random.ts";
import { weibullScale } from "./arrivals.ts";

/** The life of a component that was put in at a replacement. */
interface Life {
  readonly component: number;
  readonly endUs: number;
}

interface Replaced {
  readonly stream: Stream;
  /** Of the chance that the stream is of. */
  readonly epoch: number;
  readonly life: Life;
}

/**
 * The failures of n components, all fresh at time 0, each with a Weibull life of its own, whose age survives everybody
 * else's failures and replacements. Memory grows with the replacements, not with n.
 *
 * Fresh components fail in the order statistics of n lives, each in O(1): with E exponential, the cumulative hazard is
 * H(i+1) = H(i) + E/(n − i) and the time λH^(1/k); the i-th victim is the i-th of a permutation. Replaced components
 * draw their lives from their own streams and wait in a heap. Times are float microseconds, for the caller to round.
 */
export class Lives {
  private readonly n: number;
  private readonly scaleUs: number;
  private readonly exponent: number;
  private readonly chance: Chance;
  private readonly order: Stream;
  private readonly victims: Permutation;
  private readonly renewals: Streams;
  private readonly replaced = new Map<number, Replaced>();
  private readonly heap: Array<Life> = [];
  private drawn = 0;
  private hazard = 0;
  private freshUs = 0;
  private freshVictim = -1;

  constructor(law: LifeLaw, n: number, chance: Chance, name: string) {
    const { shape, mean } = law.weibull;
    this.n = n;
    this.scaleUs = weibullScale(shape, mean);
    this.exponent = 1 / shape;
    this.chance = chance;
    this.order = chance.lastingStream(`${name}/order`);
    this.victims = permutationOf(n, chance.fixedStream(`${name}/victims`));
    this.renewals = chance.lastingStreams(`${name}/renewals`);
    this.drawFresh();
  }

  /** When the next component fails; `Infinity` when none will. */
  peekUs(): number {
    const first = this.heap[0];
    return first !== undefined && first.endUs < this.freshUs ? first.endUs : this.freshUs;
  }

  /** The component that fails next. It fails no more unless it is renewed. */
  pop(): number {
    const first = this.heap[0];
    if (first !== undefined && first.endUs < this.freshUs) {
      removeFirst(this.heap);
      this.dropStale();
      return first.component;
    }
    if (this.freshUs === Infinity) throw new RangeError(`none of the ${this.n} components is left to fail`);
    const victim = this.freshVictim;
    this.drawFresh();
    return victim;
  }

  /** Puts a fresh component in the place of this one, failed or not; no other component's life is touched. */
  renew(component: number, atUs: number): void {
    const known = this.replaced.get(component);
    const { epoch } = this.chance;
    const stream = known?.epoch === epoch ? known.stream : this.renewals.at(component);
    const life: Life = { component, endUs: atUs + this.scaleUs * pow(stream.exponential(), this.exponent) };
    this.replaced.set(component, { stream, epoch, life });
    insert(this.heap, life);
    this.dropStale();
    if (component === this.freshVictim) this.drawFresh();
  }

  /** The next failure among the first lives, except those that a replacement cut short; at most n turns in a run. */
  private drawFresh(): void {
    do {
      if (this.drawn >= this.n) {
        this.freshUs = Infinity;
        this.freshVictim = -1;
        return;
      }
      this.hazard += this.order.exponential() / (this.n - this.drawn);
      this.freshVictim = this.victims.at(this.drawn);
      this.drawn++;
    } while (this.replaced.has(this.freshVictim));
    this.freshUs = this.scaleUs * pow(this.hazard, this.exponent);
  }

  /** Takes lives off the top that a replacement cut short; each is taken off once. */
  private dropStale(): void {
    for (let first = this.heap[0]; first !== undefined; first = this.heap[0]) {
      if (this.replaced.get(first.component)?.life === first) return;
      removeFirst(this.heap);
    }
  }
}

const before = (a: Life, b: Life): boolean => (a.endUs !== b.endUs ? a.endUs < b.endUs : a.component < b.component);

const insert = (heap: Array<Life>, life: Life): void => {
  let index = heap.length;
  heap.push(life);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Life;
    if (!before(life, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = life;
};

const removeFirst = (heap: Array<Life>): void => {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (let child = 1; child < heap.length; child = 2 * index + 1) {
    if (child + 1 < heap.length && before(heap[child + 1] as Life, heap[child] as Life)) child++;
    const below = heap[child] as Life;
    if (!before(below, last)) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
};
