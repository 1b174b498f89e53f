import type { Peers } from "@ordeal/model";
import type { Permutation } from "../kernel/permutation.ts";

/**
 * Where the copies of a tier in peers' memory lie: the shard of each slot of the job on partners of its own, drawn by a
 * keyed permutation (that a is a partner of b says nothing of b being one of a's). The newest copy is lost once a slot
 * and all its partners have lost their nodes since it was made.
 */
export class PeerCopies {
  private readonly peers: Peers;
  private readonly order: Permutation;
  private readonly slots: number;
  /** The domain of failure, of the kind that copies must be apart in, in which a slot's node lies. */
  private readonly domainOf: (slot: number) => number;
  /** Slots whose nodes were lost since the newest copy. */
  private readonly lost = new Set<number>();

  constructor(peers: Peers, slots: number, order: Permutation, domainOf: (slot: number) => number) {
    this.peers = peers;
    this.slots = slots;
    this.order = order;
    this.domainOf = domainOf;
  }

  /** The slots that hold a copy of a slot's shard, each in a domain that holds none of the others. */
  partnersOf(slot: number): ReadonlyArray<number> {
    const partners: Array<number> = [];
    const taken = [this.domainOf(slot)];
    for (let ahead = 0; ahead < this.slots && partners.length < this.peers.copies; ahead++) {
      const other = this.order.at((slot + ahead) % this.slots);
      const domain = this.domainOf(other);
      if (taken.includes(domain)) continue;
      taken.push(domain);
      partners.push(other);
    }
    return partners;
  }

  /** A slot's node is gone, with what it held in memory. */
  lose(slot: number): void {
    if (slot >= 0) this.lost.add(slot);
  }

  /** A new copy is complete. */
  renew(): void {
    this.lost.clear();
  }

  /** Whether the newest copy cannot be put together any more. */
  get isLost(): boolean {
    for (const slot of this.lost) if (this.partnersOf(slot).every((partner) => this.lost.has(partner))) return true;
    return false;
  }
}
