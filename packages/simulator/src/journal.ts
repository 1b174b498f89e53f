import {
  EventBlock,
  type EventData,
  type EventType,
  eventTypeNames,
  isOfSave,
  type JournalEvent,
  type SaveSeries,
} from "@ordeal/model";

export type OnEvent = (event: JournalEvent) => void;
/** Hears many events at once; the block is filled anew once it has returned. */
export type OnBlock = (block: EventBlock) => void;

/** Who listens to a run. */
export interface Listeners {
  /** Hears every event of the journal, in order. */
  readonly onEvent?: OnEvent;
  /** Hears them in blocks, several times as fast: whenever a block is full, and when an advance ends. */
  readonly onBlock?: OnBlock;
  /**
   * Whether saves that nothing disturbs are emitted; they are unless this is `false`, which is quicker by far. Then an
   * interruption that nothing disturbs is told all at once as well, when it begins.
   */
  readonly emitsQuietSaves?: boolean;
}

interface Trigger {
  readonly type: EventType;
  /** How many of the type are still to come until it fires. */
  left: number;
  readonly fire: (atUs: number, data: unknown) => void;
}

/** Emits what happens, to whoever listens, and fires the triggers that wait for it. */
export class Journal {
  private readonly onEvent: OnEvent | undefined;
  private readonly onBlock: OnBlock | undefined;
  private readonly tiers: number;
  private readonly block: EventBlock | undefined;
  private triggers: Array<Trigger> = [];
  private seq = 0;
  /** Whether somebody hears events, not only triggers. */
  readonly isHeard: boolean;
  /** Whether anybody listens; when not, nothing need be emitted. */
  hasListener: boolean;
  /** Whether saves that nothing disturbs are listened for. */
  readonly emitsQuietSaves: boolean;
  /** How many triggers wait for a save. */
  private saveTriggers = 0;

  /** `tiers` is how many of checkpoints there are. */
  constructor({ onEvent, onBlock, emitsQuietSaves = true }: Listeners, tiers = 1) {
    this.tiers = tiers;
    this.onEvent = onEvent;
    this.onBlock = onBlock;
    this.block = onBlock === undefined ? undefined : new EventBlock();
    this.isHeard = onEvent !== undefined || onBlock !== undefined;
    this.hasListener = this.isHeard;
    this.emitsQuietSaves = this.isHeard && emitsQuietSaves;
  }

  /**
   * Whether somebody may act on an event, or look at the run, as it happens: one who hears every save, or a trigger that
   * an interruption could fire. Blocks come later.
   */
  get isHeardAtOnce(): boolean {
    if (this.onEvent !== undefined && this.emitsQuietSaves) return true;
    for (let index = 0; index < this.triggers.length; index++) {
      const { type, left } = this.triggers[index] as Trigger;
      if (left <= (ofCopies.has(type) ? this.tiers : ofInterruption.has(type) ? 1 : 0)) return true;
    }
    return false;
  }

  private get isHeardOneByOne(): boolean {
    return this.onEvent !== undefined || this.triggers.length > 0;
  }

  /** Whether a trigger waits for a save, or for what comes of one. */
  get hasSaveTrigger(): boolean {
    return this.saveTriggers > 0;
  }

  /**
   * How many saves that nothing disturbs may be passed over at once, so that no trigger would fire; Infinity where none
   * waits. Of those that block until they are written no copy is written on behind the training.
   */
  savesBeforeTrigger(areSynchronous: boolean): number {
    if (this.saveTriggers === 0) return Number.POSITIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    for (const { type, left } of this.triggers) {
      if (!seriesOfSaves.has(type) || (areSynchronous && type === "checkpoint.persist.started")) continue;
      // One more copy than there are saves may be written: that of the save before them.
      least = Math.min(least, left - 2);
    }
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
    const seq = this.seq++;
    this.onEvent?.({ seq, atUs, type, data } as unknown as JournalEvent);
    if (this.block !== undefined) {
      this.block.add(atUs, type, data);
      if (this.block.isFull) this.flush();
    }
    if (this.triggers.length > 0) this.fire(atUs, type, data);
  }

  /** {@link emit}, for one of `saveEvents`: the events that nearly all of a journal is. */
  emitSave(atUs: number, code: number, tier: string, step: number): void {
    const { block } = this;
    if (block === undefined || this.isHeardOneByOne)
      return this.emit(atUs, eventTypeNames[code] as "checkpoint.save.started", { tier, step });
    block.addSave(atUs, code, tier, step);
    if (block.isFull) this.flush();
  }

  /** Emits saves that nothing disturbs, one like the other. */
  emitSeries(series: SaveSeries): void {
    const { block } = this;
    if (block === undefined || this.isHeardOneByOne) return this.emitOneByOne(series);
    for (let nth = block.addSeries(series, 0); nth < series.count; nth = block.addSeries(series, nth)) this.flush();
    if (block.isFull) this.flush();
  }

  private emitOneByOne(series: SaveSeries): void {
    const { tier, atUs, everyUs, stallUs, persistUs, step, steps, count, isLastWritten } = series;
    for (let nth = 0; nth < count; nth++) {
      const startedUs = atUs + nth * everyUs;
      const endedUs = startedUs + stallUs;
      const data = { tier, step: step + nth * steps };
      this.emit(startedUs, "checkpoint.save.started", data);
      this.emit(endedUs, "checkpoint.save.ended", data);
      if (persistUs > 0) this.emit(endedUs, "checkpoint.persist.started", data);
      if (persistUs === 0 || isLastWritten || nth < count - 1)
        this.emit(endedUs + persistUs, "checkpoint.persist.ended", data);
    }
  }

  /** Gives what stands in the block to whoever listens for blocks. */
  flush(): void {
    const { block } = this;
    if (block === undefined || block.length === 0) return;
    this.onBlock?.(block);
    block.clear(block.firstSeq + block.length);
  }

  private fire(atUs: number, type: EventType, data: unknown): void {
    let isDue = false;
    for (let index = 0; index < this.triggers.length; index++) {
      const trigger = this.triggers[index] as Trigger;
      if (trigger.type === type && --trigger.left === 0) isDue = true;
    }
    if (!isDue) return;
    const due = this.triggers.filter(({ left }) => left === 0);
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

/** What becomes of the copy of each tier that is being written when an interruption begins. */
const ofCopies: ReadonlySet<EventType> = new Set<EventType>(["checkpoint.persist.ended", "checkpoint.torn"]);
/** What else an interruption that nothing disturbs brings, once each. */
const ofInterruption: ReadonlySet<EventType> = new Set<EventType>([
  "job.stopped",
  "fault.ended",
  "node.up",
  "node.removed",
  "node.assigned",
  "rung.started",
  "rung.succeeded",
  "load.started",
  "job.resumed",
]);
