import type { EventData, EventType, JournalEvent } from "../event.ts";
import type { Bucket } from "../ledger.ts";

/** What a job spends its time on while it does not step. */
export type Spent = Exclude<Bucket, "productive" | "degraded" | "recompute">;

/** So many broken promises are told. */
const VIOLATIONS_MAX = 100;

/**
 * What is written down of a job that is watched: its journal, and the time that went by without steps. Events come in order
 * of time, though what some mean is known only later: while the journal is held, nothing goes out; then everything does.
 */
export class LiveLog {
  private readonly onEvent: (event: JournalEvent) => void;
  private readonly held: Array<{ readonly atUs: number; readonly type: EventType; readonly data: unknown }> = [];
  private readonly holders = new Set<string>();
  private readonly spentUs = new Map<Spent, number>();
  private seq = 0;
  private lastUs = 0;
  nowUs = 0;
  private readonly broken = new Set<string>();
  /** What was not measured, and makes a pass impossible. */
  readonly doubts = new Set<string>();

  constructor(onEvent: (event: JournalEvent) => void) {
    this.onEvent = onEvent;
  }

  /** What cannot be so in a job that keeps what it promises, each once. */
  get violations(): ReadonlyArray<string> {
    return [...this.broken];
  }

  violate(what: string): void {
    if (this.broken.size < VIOLATIONS_MAX) this.broken.add(what);
  }

  spend(bucket: Spent, us: number): void {
    this.spentUs.set(bucket, this.spent(bucket) + us);
  }

  spent(bucket: Spent): number {
    return this.spentUs.get(bucket) ?? 0;
  }

  emit<T extends EventType>(type: T, data: EventData<T>, atUs = this.nowUs): void {
    this.held.push({ atUs, type, data });
    if (this.holders.size === 0) this.flush();
  }

  /** Nothing goes out until {@link release} for the same reason. */
  hold(why: string): void {
    this.holders.add(why);
  }

  release(why: string): void {
    if (this.holders.delete(why) && this.holders.size === 0) this.flush();
  }

  /** Everything goes out. */
  end(): void {
    this.holders.clear();
    this.flush();
  }

  private flush(): void {
    // Sorting keeps the order of what happens at one instant.
    this.held.sort((a, b) => a.atUs - b.atUs);
    for (const { atUs, type, data } of this.held.splice(0)) {
      this.lastUs = Math.max(this.lastUs, atUs);
      this.onEvent({ seq: this.seq++, atUs: this.lastUs, type, data } as JournalEvent);
    }
  }
}
