/**
 * A set of texts that keeps 8 bytes of each: whether one was there before, for millions of them. It compares hashes of
 * 64 bits, so it takes one of a million texts for another with a probability of about 3e-8.
 */
export class TextSet {
  #slots = new Uint32Array(2 * 1_024);
  #size = 0;
  #low = 0;
  #high = 0;

  /** Adds a text; false when it was there. */
  add(text: string): boolean {
    this.#hash(text);
    if (!insert(this.#slots, this.#low, this.#high)) return false;
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length / 2) this.#grow();
    return true;
  }

  has(text: string): boolean {
    this.#hash(text);
    return has(this.#slots, this.#low, this.#high);
  }

  #grow(): void {
    const grown = new Uint32Array(this.#slots.length * 2);
    for (let slot = 0; slot < this.#slots.length; slot += 2) {
      const low = this.#slots[slot] ?? 0;
      const high = this.#slots[slot + 1] ?? 0;
      if (low !== 0 || high !== 0) insert(grown, low, high);
    }
    this.#slots = grown;
  }

  /** The two halves of cyrb53 by bryc (public domain), kept whole. */
  #hash(text: string): void {
    let a = 0xdeadbeef;
    let b = 0x41c6ce57;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    // Two zeros mean an empty slot.
    this.#low = a >>> 0 || 1;
    this.#high = b >>> 0;
  }
}

/** Where the hash is, or would be: its slot or the next empty one. The slots are never full. */
const slotOf = (slots: Uint32Array, low: number, high: number): number => {
  const count = slots.length / 2;
  for (let slot = low % count; ; slot = (slot + 1) % count) {
    const thereLow = slots[2 * slot];
    const thereHigh = slots[2 * slot + 1];
    if ((thereLow === 0 && thereHigh === 0) || (thereLow === low && thereHigh === high)) return slot;
  }
};

const isEmpty = (slots: Uint32Array, slot: number): boolean => slots[2 * slot] === 0 && slots[2 * slot + 1] === 0;

const has = (slots: Uint32Array, low: number, high: number): boolean => !isEmpty(slots, slotOf(slots, low, high));

/** False when the hash is there. */
const insert = (slots: Uint32Array, low: number, high: number): boolean => {
  const slot = slotOf(slots, low, high);
  if (!isEmpty(slots, slot)) return false;
  slots[2 * slot] = low;
  slots[2 * slot + 1] = high;
  return true;
};
