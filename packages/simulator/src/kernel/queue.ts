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

/**
 * The future: a binary heap ordered by time, priority and id. Nothing is ever taken out early; stale entries check for
 * themselves. Times and priorities are kept beside the entries, which are of many shapes and slow to read.
 */
export class EventQueue {
  private readonly entries: Array<Entry> = [];
  private readonly timesUs: Array<number> = [];
  private readonly priorities: Array<Priority> = [];

  /** When something happens next; Infinity when nothing will. */
  get nextUs(): number {
    return this.entries.length === 0 ? Number.POSITIVE_INFINITY : (this.timesUs[0] as number);
  }

  /** The priority of what happens next. */
  get nextPriority(): Priority {
    return this.priorities[0] as Priority;
  }

  push(entry: Entry): void {
    const { entries, timesUs, priorities } = this;
    const { atUs, priority } = entry;
    let index = entries.length;
    entries.push(entry);
    timesUs.push(atUs);
    priorities.push(priority);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.isAfter(parent, atUs, priority, entry)) break;
      this.move(parent, index);
      index = parent;
    }
    this.put(index, entry, atUs, priority);
  }

  /** Takes out what happens next; there must be something. */
  pop(): Entry {
    const { entries, timesUs, priorities } = this;
    const first = entries[0] as Entry;
    const last = entries.pop() as Entry;
    const atUs = timesUs.pop() as number;
    const priority = priorities.pop() as Priority;
    const size = entries.length;
    if (size === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      if (
        child + 1 < size &&
        this.isBefore(child + 1, timesUs[child] as number, priorities[child] as Priority, entries[child] as Entry)
      )
        child++;
      if (!this.isBefore(child, atUs, priority, last)) break;
      this.move(child, index);
      index = child;
    }
    this.put(index, last, atUs, priority);
    return first;
  }

  /** Whether what stands at an index comes before something. */
  private isBefore(index: number, atUs: number, priority: Priority, entry: Entry): boolean {
    const ownUs = this.timesUs[index] as number;
    if (ownUs !== atUs) return ownUs < atUs;
    const own = this.priorities[index] as Priority;
    if (own !== priority) return own < priority;
    return (this.entries[index] as Entry).id < entry.id;
  }

  /** Whether what stands at an index comes after something. */
  private isAfter(index: number, atUs: number, priority: Priority, entry: Entry): boolean {
    const ownUs = this.timesUs[index] as number;
    if (ownUs !== atUs) return ownUs > atUs;
    const own = this.priorities[index] as Priority;
    if (own !== priority) return own > priority;
    return (this.entries[index] as Entry).id > entry.id;
  }

  private move(from: number, to: number): void {
    this.put(to, this.entries[from] as Entry, this.timesUs[from] as number, this.priorities[from] as Priority);
  }

  private put(index: number, entry: Entry, atUs: number, priority: Priority): void {
    this.entries[index] = entry;
    this.timesUs[index] = atUs;
    this.priorities[index] = priority;
  }
}
