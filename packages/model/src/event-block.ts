import { type EventType, eventTypeNames, type JournalEvent } from "./event.ts";
import { dataText } from "./event-text.ts";

/** How many events a block holds. */
export const BLOCK_EVENTS = 1_024;

const codes = new Map<EventType, number>(eventTypeNames.map((type, code) => [type, code]));

/** The events of a save, as places in `eventTypeNames`: nearly all of a journal. Each carries its tier and the step. */
export const saveEvents = {
  saveStarted: eventTypeNames.indexOf("checkpoint.save.started"),
  saveEnded: eventTypeNames.indexOf("checkpoint.save.ended"),
  persistStarted: eventTypeNames.indexOf("checkpoint.persist.started"),
  persistEnded: eventTypeNames.indexOf("checkpoint.persist.ended"),
} as const;

/**
 * Events of one journal in a row, as columns: what is told by number makes no object of each. An event is an object for
 * those who ask for it, and a line of NDJSON for those who write it.
 *
 * @example
 * simulate(scenario, { seed: 1, onBlock: (block) => file.write(block.text()) });
 */
export class EventBlock {
  /** The number of the first event. */
  firstSeq = 0;
  length = 0;
  /** The types, as places in `eventTypeNames`. */
  readonly codes = new Uint8Array(BLOCK_EVENTS);
  /** Microseconds since the run's start. */
  readonly atUs = new Float64Array(BLOCK_EVENTS);
  /** The steps of saves. */
  readonly steps = new Float64Array(BLOCK_EVENTS);
  /** What the others carry; the tier of a save. */
  readonly data: Array<object | string> = [];

  get isFull(): boolean {
    return this.length === BLOCK_EVENTS;
  }

  add(atUs: number, type: EventType, data: object): void {
    const row = this.length++;
    this.codes[row] = codes.get(type) as number;
    this.atUs[row] = atUs;
    this.data[row] = data;
  }

  /** Adds one of {@link saveEvents}. */
  addSave(atUs: number, code: number, tier: string, step: number): void {
    const row = this.length++;
    this.codes[row] = code;
    this.atUs[row] = atUs;
    this.data[row] = tier;
    this.steps[row] = step;
  }

  /**
   * Adds a save that nothing disturbs: it stalls, its copy is written, and is durable if `isDurable`; there must be room for
   * four. Returns how many events that is.
   */
  addWholeSave(
    atUs: number,
    stallUs: number,
    persistUs: number,
    tier: string,
    step: number,
    isDurable: boolean,
  ): number {
    const { codes, steps, data, length } = this;
    const times = this.atUs;
    const endedUs = atUs + stallUs;
    let row = length;
    codes[row] = saveEvents.saveStarted;
    times[row] = atUs;
    codes[++row] = saveEvents.saveEnded;
    times[row] = endedUs;
    if (persistUs > 0) {
      codes[++row] = saveEvents.persistStarted;
      times[row] = endedUs;
    }
    if (isDurable) {
      codes[++row] = saveEvents.persistEnded;
      times[row] = endedUs + persistUs;
    }
    for (let one = length; one <= row; one++) {
      data[one] = tier;
      steps[one] = step;
    }
    this.length = row + 1;
    return this.length - length;
  }

  /** Begins again, with the event of this number. */
  clear(firstSeq: number): void {
    this.firstSeq = firstSeq;
    this.length = 0;
  }

  /** The event of a row, from 0 to before `length`. */
  event(row: number): JournalEvent {
    const data = this.data[row] as object | string;
    const event = {
      seq: this.firstSeq + row,
      atUs: this.atUs[row],
      type: this.type(row),
      data: typeof data === "string" ? { tier: data, step: this.steps[row] } : data,
    };
    return event as JournalEvent;
  }

  /** All of it as NDJSON, a line an event. */
  text(): string {
    let text = "";
    let tier = "";
    let tierText = '""';
    for (let row = 0; row < this.length; row++) {
      const type = this.type(row);
      const data = this.data[row] as object | string;
      if (typeof data === "string" && data !== tier) {
        tier = data;
        tierText = JSON.stringify(tier);
      }
      const told = typeof data === "string" ? `{"tier":${tierText},"step":${this.steps[row]}}` : dataText(type, data);
      text += `{"seq":${this.firstSeq + row},"atUs":${this.atUs[row]},"type":"${type}","data":${told}}\n`;
    }
    return text;
  }

  private type(row: number): EventType {
    return eventTypeNames[this.codes[row] as number] as EventType;
  }
}
