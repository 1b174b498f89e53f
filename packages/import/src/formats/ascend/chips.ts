/** How many nodes are remembered. */
const NODES_MAX = 200_000;
/** Servers with more chips of this family have two of them on a card. */
const CHIPS_OF_ONE_EACH = 8;

/**
 * Which card of its node a chip is on. Ascend910 servers of up to eight chips have one on a card; those of sixteen (A3) have
 * two, numbered through, so that `Ascend910-9` is on card 4, as the device plugin's events call it. The mapping's
 * `chipsPerCard` says otherwise.
 */
export class Chips {
  readonly #perCard: number | undefined;
  /** Nodes on which a chip above the seventh was seen, and those of which a card was told before that. */
  readonly #large = new Set<string>();
  readonly #told = new Set<string>();

  constructor(perCard: number | undefined) {
    this.#perCard = perCard;
  }

  /** Learns the chips of a node; says what was told wrongly before it knew them. */
  learn(node: string, chips: ReadonlyArray<string>): string | undefined {
    if (this.#perCard !== undefined || this.#large.has(node) || this.#large.size >= NODES_MAX) return undefined;
    if (!chips.some((chip) => chip.startsWith("Ascend910") && (numberOf(chip) ?? 0) >= CHIPS_OF_ONE_EACH))
      return undefined;
    this.#large.add(node);
    return this.#told.has(node)
      ? "a node that turns out to have 16 chips after cards of it were told: say `chipsPerCard: 2` in --mapping"
      : undefined;
  }

  /** The card that a chip is on, and which chip of it; `undefined` for what is no chip. */
  placeOf(
    node: string,
    chip: string,
  ): { readonly card: number; readonly chip: number; readonly perCard: number } | undefined {
    const number = numberOf(chip);
    if (number === undefined) return undefined;
    const isLarge = chip.startsWith("Ascend910") && this.#large.has(node);
    if (!isLarge && number > 0 && this.#told.size < NODES_MAX) this.#told.add(node);
    const perCard = this.#perCard ?? (isLarge ? 2 : 1);
    return { card: Math.floor(number / perCard), chip: number % perCard, perCard };
  }
}

/** `Ascend910-3` is the node's chip 3. */
const numberOf = (chip: string): number | undefined => {
  const digits = /-(\d{1,4})$/.exec(chip)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
