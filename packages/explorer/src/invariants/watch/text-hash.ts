const C = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;
const ADDED = [0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17] as const;

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The last mix of a word, after which every bit of it depends on every other. */
const avalanche = (word: number): number => {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

/**
 * MurmurHash3 (x86, 128 bits, seed 0; A. Appleby, public domain) of text as UTF-16, low byte first, fed piece by piece.
 * Tells texts apart; no defence against people who make two that hash alike.
 */
export class TextHash {
  private h1 = 0;
  private h2 = 0;
  private h3 = 0;
  private h4 = 0;
  /** Four words of 32 bits, of two UTF-16 units each. */
  private readonly block = new Int32Array(4);
  private units = 0;

  add(text: string): void {
    for (let index = 0; index < text.length; index++) {
      const place = this.units++ & 7;
      const word = place >> 1;
      this.block[word] = (this.block[word] as number) | (text.charCodeAt(index) << ((place & 1) << 4));
      if (place === 7) this.mixBlock();
    }
  }

  /** The hash of everything so far, as 32 hexadecimal digits; nothing can be added after. */
  digest(): string {
    this.mixWords();
    const bytes = this.units * 2;
    this.h1 ^= bytes;
    this.h2 ^= bytes;
    this.h3 ^= bytes;
    this.h4 ^= bytes;
    this.mixHalves();
    this.h1 = avalanche(this.h1);
    this.h2 = avalanche(this.h2);
    this.h3 = avalanche(this.h3);
    this.h4 = avalanche(this.h4);
    this.mixHalves();
    return [this.h1, this.h2, this.h3, this.h4].map((h) => (h >>> 0).toString(16).padStart(8, "0")).join("");
  }

  private mixBlock(): void {
    const { block } = this;
    this.h1 ^= Math.imul(rotate(Math.imul(block[0] as number, C[0]), 15), C[1]);
    this.h1 = (Math.imul(rotate(this.h1, 19) + this.h2, 5) + ADDED[0]) | 0;
    this.h2 ^= Math.imul(rotate(Math.imul(block[1] as number, C[1]), 16), C[2]);
    this.h2 = (Math.imul(rotate(this.h2, 17) + this.h3, 5) + ADDED[1]) | 0;
    this.h3 ^= Math.imul(rotate(Math.imul(block[2] as number, C[2]), 17), C[3]);
    this.h3 = (Math.imul(rotate(this.h3, 15) + this.h4, 5) + ADDED[2]) | 0;
    this.h4 ^= Math.imul(rotate(Math.imul(block[3] as number, C[3]), 18), C[0]);
    this.h4 = (Math.imul(rotate(this.h4, 13) + this.h1, 5) + ADDED[3]) | 0;
    block.fill(0);
  }

  /** What is left in a block that never filled up; empty words change nothing. */
  private mixWords(): void {
    const { block } = this;
    this.h1 ^= Math.imul(rotate(Math.imul(block[0] as number, C[0]), 15), C[1]);
    this.h2 ^= Math.imul(rotate(Math.imul(block[1] as number, C[1]), 16), C[2]);
    this.h3 ^= Math.imul(rotate(Math.imul(block[2] as number, C[2]), 17), C[3]);
    this.h4 ^= Math.imul(rotate(Math.imul(block[3] as number, C[3]), 18), C[0]);
  }

  private mixHalves(): void {
    this.h1 = (this.h1 + this.h2 + this.h3 + this.h4) | 0;
    this.h2 = (this.h2 + this.h1) | 0;
    this.h3 = (this.h3 + this.h1) | 0;
    this.h4 = (this.h4 + this.h1) | 0;
  }
}
