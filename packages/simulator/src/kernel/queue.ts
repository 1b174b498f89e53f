/** Ties in time are settled in this order: heals, then completions, then the end of the run, then faults. */
export const Priority = { heal: 0, completion: 1, end: 2, fault: 3 } as const;
export type Priority = (typeof Priority)[keyof typeof Priority];

/** Something that will happen. */
export interface Entry {
  readonly atUs: number;
  readonly priority: Priority;
  /** Settles what time and priority leave open. */
  readonly id: string;
  readonly happen: () => void;
}

const before = (a: Entry, b: Entry): boolean =>
  a.atUs !== b.atUs ? a.atUs < b.atUs : a.priority !== b.priority ? a.priority < b.priority : a.id < b.id;

/** The future: a binary heap ordered by time, priority and id. Nothing is ever taken out early; stale entries check for themselves. */
export class EventQueue {
  private readonly heap: Array<Entry> = [];

  /** What happens next; `undefined` when nothing will. */
  get next(): Entry | undefined {
    return this.heap[0];
  }

  push(entry: Entry): void {
    const heap = this.heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  pop(): void {
    const heap = this.heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    const size = heap.length;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      if (child + 1 < size && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      const below = heap[child] as Entry;
      if (!before(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}
