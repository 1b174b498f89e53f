import type { TimeWeighted } from "@ordeal/model";
import type { Holder } from "./fleet.ts";

/**
 * Nodes that a fresh one of an unlimited supply took the place of, and that are not mended yet: no address tells of them
 * any more, and they are down all the same.
 */
export class ReplacedNodes {
  private readonly down: TimeWeighted;
  /** For each address, what each of its broken nodes still waits for. */
  private readonly waiting = new Map<number, Array<Array<Holder>>>();

  constructor(down: TimeWeighted) {
    this.down = down;
  }

  get areAny(): boolean {
    return this.waiting.size > 0;
  }

  /** A node was taken away from its address; it is down until all of these, each named once, have let go. */
  add(node: number, holders: ReadonlyArray<Holder>, atUs: number): void {
    if (holders.length === 0) return;
    const known = this.waiting.get(node);
    if (known === undefined) this.waiting.set(node, [[...holders]]);
    else known.push([...holders]);
    this.down.add(atUs, 1);
  }

  /** Mends, wherever it is, what these held. */
  heal(isHealed: (holder: Holder) => boolean, atUs: number): void {
    for (const [node, broken] of [...this.waiting]) {
      const healed = new Set(broken.flatMap((holders) => holders.filter(isHealed)));
      for (const holder of healed) this.release(node, holder, atUs);
    }
  }

  /** What held the nodes of an address lets go. */
  release(node: number, holder: Holder, atUs: number): void {
    const known = this.waiting.get(node);
    if (known === undefined) return;
    let left = 0;
    for (const holders of known) {
      const index = holders.indexOf(holder);
      if (index >= 0) holders.splice(index, 1);
      if (holders.length > 0) known[left++] = holders;
    }
    if (left === known.length) return;
    this.down.add(atUs, left - known.length);
    if (left === 0) this.waiting.delete(node);
    else known.length = left;
  }
}
