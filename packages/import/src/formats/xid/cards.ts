/** How many hosts are remembered, and how many cards of one. */
const HOSTS_MAX = 200_000;
const CARDS_MAX = 256;

/** Numbers the cards of each host in the order in which they appear: a log gives their addresses only. */
export class Cards {
  readonly #hosts = new Map<string, Array<string>>();

  /** `undefined` for more cards than any host has. */
  numberOf(host: string, address: string): number | undefined {
    const cards = this.#hosts.get(host) ?? [];
    if (this.#hosts.size < HOSTS_MAX) this.#hosts.set(host, cards);
    const known = cards.indexOf(address);
    if (known >= 0) return known;
    return cards.length < CARDS_MAX ? cards.push(address) - 1 : undefined;
  }
}
