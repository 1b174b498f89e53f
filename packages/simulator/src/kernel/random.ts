import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { cos, log, pow } from "./math.ts";

const TWO_POW_26 = 67_108_864;
const TWO_POW_32 = 4_294_967_296;
const TWO_POW_53 = 9_007_199_254_740_992;

/** 0.05 to this power is below 10⁻¹³⁰. */
const GAMMA_TRIES_MAX = 100;

/** One source of chance, a xoroshiro128+ advanced in place. Of each 32-bit word the weak low bits go unused. */
export class Stream {
  private generator: RandomGenerator;

  constructor(generator: RandomGenerator) {
    this.generator = generator;
  }

  /** From now on it draws what another would; that one is not to be used any more. */
  goOnAs({ generator }: Stream): void {
    this.generator = generator;
  }

  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number {
    return this.bits53() / TWO_POW_53;
  }

  /**
   * Uniform integer in [0, n), without bias, for 1 ≤ n ≤ 2⁵³. Draws again with a probability below n·2⁻⁵³, so that for
   * any number of components that occurs a call takes one draw.
   */
  index(n: number): number {
    if (!(n >= 1)) throw new RangeError(`expected an index below at least 1, found ${n}`);
    const width = Math.floor(TWO_POW_53 / n);
    let value: number;
    do value = Math.floor(this.bits53() / width);
    while (value >= n);
    return value;
  }

  /** Exponential with mean 1, by inversion; finite, because 1 − u ≥ 2⁻⁵³. */
  exponential(): number {
    return 0 - log(1 - this.uniform());
  }

  /** Normal with mean 0 and variance 1, by Box and Muller; always two draws: the second normal of a pair is not kept. */
  normal(): number {
    const radius = Math.sqrt(2 * this.exponential());
    return radius * cos(2 * Math.PI * this.uniform());
  }

  /**
   * Gamma with this shape (at least 1) and scale 1, by Marsaglia and Tsang's rejection from a normal (ACM TOMS 26, 2000):
   * exact, with no table and no integral. More than 95 % of the tries are taken, so that the bound is never met.
   */
  gamma(shape: number): number {
    if (!(shape >= 1)) throw new RangeError(`expected a shape of at least 1, found ${shape}`);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (let tries = 0; tries < GAMMA_TRIES_MAX; tries++) {
      const normal = this.normal();
      const v = pow(1 + c * normal, 3);
      const u = 1 - this.uniform();
      if (v > 0 && log(u) < (normal * normal) / 2 + d - d * v + d * log(v)) return d * v;
    }
    throw new Error("gamma: no try was taken");
  }

  private bits53(): number {
    const high = this.generator.next() >>> 5;
    return high * TWO_POW_26 + (this.generator.next() >>> 6);
  }
}

/** The streams `name#0`, `name#1`, … of one seed, each made when it is asked for: the name is hashed only once. */
export class Streams {
  private readonly hashed = new Int32Array(4);
  private length = 0;

  constructor(seed: number, name: string) {
    this.reseed(seed, name);
  }

  /** From now on it makes the streams of another seed or name. */
  reseed(seed: number, name: string): void {
    this.length = hashName(seed, name);
    this.hashed.set(hash);
  }

  /** The stream of an ordinal from 0 to 2⁵³ − 1, from its beginning at each call. */
  at(ordinal: number): Stream {
    for (let lane = 0; lane < 4; lane++) hash[lane] = this.hashed[lane] as number;
    absorb(this.length, ordinal);
    // The complement of a high half is no UTF-16 unit, so that no other name hashes the same words.
    absorb(this.length + 1, ~(ordinal / TWO_POW_32));
    return hashedStream(this.length + 2);
  }
}

/** The stream of that name: the same for the same integer seed and name, else independent of every other. */
export const streamOf = (seed: number, name: string): Stream => hashedStream(hashName(seed, name));

/** The streams of that name, one for each ordinal; none of them is `streamOf(seed, name)`. */
export const streamsOf = (seed: number, name: string): Streams => new Streams(seed, name);

// MurmurHash3_x86_128 (Appleby, public domain), fed one 32-bit word at a time: pure-rand does not mix its seeds.
const MULTIPLIERS = Int32Array.of(0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93);
const INCREMENTS = Int32Array.of(0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17);

/** The hash being made; whoever starts one overwrites all of it. */
const hash = new Int32Array(4);
const state = [0, 0, 0, 0];

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

const absorb = (position: number, word: number): void => {
  const lane = position & 3;
  const next = (lane + 1) & 3;
  const scrambled = rotate(Math.imul(word, MULTIPLIERS[lane] as number), 15 + lane);
  const mixed = (hash[lane] as number) ^ Math.imul(scrambled, MULTIPLIERS[next] as number);
  hash[lane] = Math.imul(rotate(mixed, 19 - 2 * lane) + (hash[next] as number), 5) + (INCREMENTS[lane] as number);
};

/** Hashes seed and name; gives the number of words taken in. */
const hashName = (seed: number, name: string): number => {
  hash.fill(0);
  absorb(0, seed);
  absorb(1, Math.floor(seed / TWO_POW_32));
  for (let i = 0; i < name.length; i++) absorb(i + 2, name.charCodeAt(i));
  return name.length + 2;
};

const finalize = (word: number): number => {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
};

const hashedStream = (length: number): Stream => {
  const h1 = (hash[1] as number) ^ length;
  const h2 = (hash[2] as number) ^ length;
  const h3 = (hash[3] as number) ^ length;
  const sum = (((hash[0] as number) ^ length) + h1 + h2 + h3) | 0;
  const mixed1 = finalize(h1 + sum);
  const mixed2 = finalize(h2 + sum);
  const mixed3 = finalize(h3 + sum);
  const total = (finalize(sum) + mixed1 + mixed2 + mixed3) | 0;
  state[0] = total;
  state[1] = (mixed1 + total) | 0;
  state[2] = (mixed2 + total) | 0;
  state[3] = (mixed3 + total) | 0;
  // From four zeros the generator would never leave zero.
  if (total === 0 && (mixed1 | mixed2 | mixed3) === 0) state[0] = 1;
  return new Stream(xoroshiro128plusFromState(state));
};
