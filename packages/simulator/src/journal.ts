import type { EventData, EventType, JournalEvent } from "@ordeal/model";

export type OnEvent = (event: JournalEvent) => void;

interface Trigger {
  readonly type: EventType;
  /** How many of the type are still to come until it fires. */
  left: number;
  readonly fire: (atUs: number, data: unknown) => void;
}

/** Emits what happens, to whoever listens, and fires the triggers that wait for it. */
export class Journal {
  private readonly onEvent: OnEvent | undefined;
  private triggers: Array<Trigger> = [];
  private seq = 0;
  /** Whether anybody listens; when not, nothing need be emitted. */
  hasListener: boolean;
  /** Whether saves that nothing disturbs are listened for. */
  readonly emitsQuietSaves: boolean;
  /** How many triggers wait for a save. */
  private saveTriggers = 0;

  constructor(onEvent: OnEvent | undefined, emitsQuietSaves = true) {
    this.onEvent = onEvent;
    this.hasListener = onEvent !== undefined;
    this.emitsQuietSaves = this.hasListener && emitsQuietSaves;
  }

  /** Whether a trigger waits for a save, or for what comes of one. */
  get hasSaveTrigger(): boolean {
    return this.saveTriggers > 0;
  }

  /** How many saves that nothing disturbs may be passed over at once, so that no trigger would fire; Infinity where none waits. */
  get savesBeforeTrigger(): number {
    if (this.saveTriggers === 0) return Number.POSITIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    // One more copy than there are saves may be written: that of the save before them.
    for (const { type, left } of this.triggers) if (seriesOfSaves.has(type)) least = Math.min(least, left - 2);
    return least;
  }

  /** So many events of a type were passed over: triggers count them all the same. */
  passOver(type: EventType, count: number): void {
    if (this.saveTriggers === 0) return;
    for (const trigger of this.triggers) if (trigger.type === type) trigger.left -= count;
  }

  /** Fires once, when `type` has been emitted for the `time`-th time from now on. */
  onNth<T extends EventType>(type: T, time: number, fire: (atUs: number, data: EventData<T>) => void): void {
    this.triggers.push({ type, left: time, fire: fire as Trigger["fire"] });
    this.hasListener = true;
    if (isOfSave(type)) this.saveTriggers++;
  }

  emit<T extends EventType>(atUs: number, type: T, data: EventData<T>): void {
    if (!this.hasListener) return;
    this.onEvent?.({ seq: this.seq++, atUs, type, data } as unknown as JournalEvent);
    if (this.triggers.length === 0) return;
    const due = this.triggers.filter((trigger) => trigger.type === type && --trigger.left === 0);
    if (due.length === 0) return;
    this.triggers = this.triggers.filter(({ left }) => left > 0);
    if (isOfSave(type)) this.saveTriggers -= due.length;
    for (const trigger of due) trigger.fire(atUs, data);
  }
}

/** What saves that nothing disturbs bring, once each. */
const seriesOfSaves: ReadonlySet<EventType> = new Set<EventType>([
  "checkpoint.save.started",
  "checkpoint.save.ended",
  "checkpoint.persist.started",
  "checkpoint.persist.ended",
]);

const isOfSave = (type: EventType): boolean => type.startsWith("checkpoint.");
