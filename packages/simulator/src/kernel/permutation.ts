import type { Stream } from "./random.ts";

const N_MAX = 2_147_483_648;
const ROUNDS = 6;
/** Smaller ranges walk inside 2⁶: with fewer bits six rounds leave pairs of positions visibly uneven over the keys. */
const BITS_MIN = 6;

/** A permutation of [0, n) in constant memory: nothing is shuffled and nothing is stored. */
export class Permutation {
  private readonly n: number;
  private readonly lowBits: number;
  private readonly lowMask: number;
  private readonly highMask: number;
  private readonly keys: Int32Array;

  constructor(n: number, stream: Stream) {
    if (!(n >= 0 && n <= N_MAX)) throw new RangeError(`expected to permute 0 to 2^31 numbers, found ${n}`);
    const bits = Math.max(BITS_MIN, 32 - Math.clz32(Math.max(0, n - 1)));
    this.n = n;
    this.lowBits = bits >> 1;
    this.lowMask = (1 << this.lowBits) - 1;
    this.highMask = (1 << (bits - this.lowBits)) - 1;
    this.keys = new Int32Array(ROUNDS);
    for (let round = 0; round < ROUNDS; round++) this.keys[round] = stream.index(2 * N_MAX);
  }

  /**
   * Where i of [0, n) goes. Cycle walking: a number outside [0, n) is sent on until it falls inside, which it does,
   * because the cycle that left i comes back to it. On average that takes fewer than two turns, or 2⁶/n when n is smaller.
   */
  at(i: number): number {
    if (this.n === 1) return 0;
    let at = i;
    do at = this.encrypt(at);
    while (at >= this.n);
    return at;
  }

  /** A Feistel network over the smallest power of two that holds n, its halves unequal when the bits are odd. */
  private encrypt(x: number): number {
    let low = x & this.lowMask;
    let high = x >>> this.lowBits;
    for (let round = 0; round < ROUNDS; round += 2) {
      low ^= scramble(high, this.keys[round] as number) & this.lowMask;
      high ^= scramble(low, this.keys[round + 1] as number) & this.highMask;
    }
    return (high << this.lowBits) | low;
  }
}

/** MurmurHash3's finalizer, keyed. */
const scramble = (half: number, key: number): number => {
  let mixed = Math.imul(half ^ key, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
};

/** A permutation of [0, n) drawn from a stream, which gives its round keys. */
export const permutationOf = (n: number, stream: Stream): Permutation => new Permutation(n, stream);
