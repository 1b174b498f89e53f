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

/** How many priorities there are: a time and a priority make one number. */
const PRIORITIES = 4;

/**
 * The future: a binary heap ordered by time, priority and id. Nothing is ever taken out early; stale entries check for
 * themselves. Time and priority are kept as one number beside the entries, which are of many shapes and slow to read: it is
 * exact for times up to 2⁵¹ µs, which is longer than any run, and of later ones nothing ever happens.
 */
export class EventQueue {
  /** Of both the first `size` count. */
  private readonly entries: Array<Entry | undefined> = [];
  private readonly keys: Array<number> = [];
  private size = 0;

  /** When something happens next; Infinity when nothing will. */
  nextUs = Number.POSITIVE_INFINITY;
  /** Whether that is a heal. */
  isNextHeal = false;

  get nextPriority(): Priority | undefined {
    return this.entries[0]?.priority;
  }

  push(entry: Entry): void {
    const { entries, keys } = this;
    const key = entry.atUs * PRIORITIES + entry.priority;
    let index = this.size++;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = keys[parent] as number;
      if (above < key || (above === key && (entries[parent] as Entry).id <= entry.id)) break;
      keys[index] = above;
      entries[index] = entries[parent];
      index = parent;
    }
    keys[index] = key;
    entries[index] = entry;
    if (index === 0) this.note(key);
  }

  /** Takes out what happens next; there must be something. */
  pop(): Entry {
    const { entries, keys } = this;
    const first = entries[0] as Entry;
    const size = --this.size;
    const last = entries[size] as Entry;
    const key = keys[size] as number;
    entries[size] = undefined;
    if (size === 0) {
      this.nextUs = Number.POSITIVE_INFINITY;
      this.isNextHeal = false;
      return first;
    }
    let index = 0;
    for (let child = 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && this.isBefore(child + 1, keys[child] as number, entries[child] as Entry)) child++;
      if (!this.isBefore(child, key, last)) break;
      keys[index] = keys[child] as number;
      entries[index] = entries[child];
      index = child;
    }
    keys[index] = key;
    entries[index] = last;
    this.note(keys[0] as number);
    return first;
  }

  /** What has this key comes next. */
  private note(key: number): void {
    this.nextUs = Math.floor(key / PRIORITIES);
    this.isNextHeal = key === PRIORITIES * this.nextUs;
  }

  /** Whether what stands at an index comes before something. */
  private isBefore(index: number, key: number, entry: Entry): boolean {
    const own = this.keys[index] as number;
    return own < key || (own === key && (this.entries[index] as Entry).id < entry.id);
  }
}
