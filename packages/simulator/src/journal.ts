import type { EventData, EventType, JournalEvent } from "@ordeal/model";

export type OnEvent = (event: JournalEvent) => void;

interface Watch {
  readonly type: EventType;
  /** How many of the type are still to come until the watch fires. */
  left: number;
  readonly fire: (atUs: number, data: unknown) => void;
}

/** Says what happens, to whoever listens, and wakes the triggers that wait for it. */
export class Journal {
  private readonly onEvent: OnEvent | undefined;
  private watches: Array<Watch> = [];
  private seq = 0;
  /** Whether anybody listens; when not, nothing need be said. */
  isHeard: boolean;
  /** Whether every single checkpoint is listened for, so that none may be passed over in bulk. */
  hearsCheckpoints: boolean;

  constructor(onEvent: OnEvent | undefined, hearsCheckpoints = true) {
    this.onEvent = onEvent;
    this.isHeard = onEvent !== undefined;
    this.hearsCheckpoints = this.isHeard && hearsCheckpoints;
  }

  /** Fires once, when `type` has been said for the `time`-th time from now on. */
  watch<T extends EventType>(type: T, time: number, fire: (atUs: number, data: EventData<T>) => void): void {
    this.watches.push({ type, left: time, fire: fire as Watch["fire"] });
    this.isHeard = true;
    this.hearsCheckpoints ||= type.startsWith("checkpoint.");
  }

  emit<T extends EventType>(atUs: number, type: T, data: EventData<T>): void {
    if (!this.isHeard) return;
    this.onEvent?.({ seq: this.seq++, atUs, type, data } as unknown as JournalEvent);
    if (this.watches.length === 0) return;
    const due = this.watches.filter((watch) => watch.type === type && --watch.left === 0);
    if (due.length === 0) return;
    this.watches = this.watches.filter((watch) => watch.left > 0);
    for (const watch of due) watch.fire(atUs, data);
  }
}
