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

const { saveStarted, saveEnded, persistStarted, persistEnded } = saveEvents;
/** So many events a save brings at most. */
const EVENTS_A_SAVE = 4;

/** Saves of one tier that nothing disturbs, one like the other. */
export interface SaveSeries {
  readonly tier: string;
  /** When the first begins, and how long after it the next does; in microseconds. */
  readonly atUs: number;
  readonly everyUs: number;
  readonly stallUs: number;
  readonly persistUs: number;
  /** The step of the first, and how many the next is further. */
  readonly step: number;
  readonly steps: number;
  readonly count: number;
  /** Whether the last copy is durable as well, where copies are written behind the training. */
  readonly isLastWritten: boolean;
}

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
  private readonly typeCodes = new Uint8Array(BLOCK_EVENTS);
  /** How many rows have their codes: one that is no save gets its own when somebody asks. */
  private coded = 0;
  /** Microseconds since the run's start. */
  readonly atUs = new Float64Array(BLOCK_EVENTS);
  /** The tiers of saves, as places in `tierNames` counted from 1; 0 for what is no save. */
  private readonly tiers = new Uint16Array(BLOCK_EVENTS);
  private readonly tierNames: Array<string> = [];
  /** The steps of saves; for the others where in `data` stands what they carry. */
  private readonly places = new Float64Array(BLOCK_EVENTS);
  private readonly data: Array<object> = [];
  private readonly types: Array<EventType> = [];
  private dataLength = 0;

  /** The types, as places in `eventTypeNames`. */
  get codes(): Uint8Array {
    for (let row = this.coded; row < this.length; row++) {
      if (this.tiers[row] === 0) this.typeCodes[row] = codes.get(this.type(row)) as number;
    }
    this.coded = this.length;
    return this.typeCodes;
  }

  get isFull(): boolean {
    return this.length === BLOCK_EVENTS;
  }

  add(atUs: number, type: EventType, data: object): void {
    const row = this.length++;
    const place = this.dataLength++;
    this.atUs[row] = atUs;
    this.tiers[row] = 0;
    this.places[row] = place;
    this.types[place] = type;
    this.data[place] = data;
  }

  /** Adds one of {@link saveEvents}. */
  addSave(atUs: number, code: number, tier: string, step: number): void {
    const row = this.length++;
    this.typeCodes[row] = code;
    this.atUs[row] = atUs;
    this.tiers[row] = this.tierCode(tier);
    this.places[row] = step;
  }

  /**
   * Adds saves of a series, from the `from`-th on, as many as there is room for. Returns the first of those that are still to
   * be added.
   */
  addSeries(series: SaveSeries, from: number): number {
    const { typeCodes: codes, atUs: times, tiers, places } = this;
    const { stallUs, persistUs, everyUs, steps, count, isLastWritten } = series;
    const tier = this.tierCode(series.tier);
    const end = Math.min(count, from + Math.floor((BLOCK_EVENTS - this.length) / EVENTS_A_SAVE));
    let row = this.length;
    for (let nth = from; nth < end; nth++) {
      const startedUs = series.atUs + nth * everyUs;
      const endedUs = startedUs + stallUs;
      const step = series.step + nth * steps;
      codes[row] = saveStarted;
      times[row] = startedUs;
      tiers[row] = tier;
      places[row++] = step;
      codes[row] = saveEnded;
      times[row] = endedUs;
      tiers[row] = tier;
      places[row++] = step;
      if (persistUs > 0) {
        codes[row] = persistStarted;
        times[row] = endedUs;
        tiers[row] = tier;
        places[row++] = step;
        if (nth === count - 1 && !isLastWritten) break;
      }
      codes[row] = persistEnded;
      times[row] = endedUs + persistUs;
      tiers[row] = tier;
      places[row++] = step;
    }
    this.length = row;
    return end;
  }

  /** Begins again, with the event of this number. */
  clear(firstSeq: number): void {
    this.firstSeq = firstSeq;
    this.length = 0;
    this.dataLength = 0;
    this.coded = 0;
  }

  /** The event of a row, from 0 to before `length`. */
  event(row: number): JournalEvent {
    const tier = this.tiers[row] as number;
    const place = this.places[row] as number;
    const event = {
      seq: this.firstSeq + row,
      atUs: this.atUs[row],
      type: this.type(row),
      data: tier > 0 ? { tier: this.tierNames[tier - 1], step: place } : this.data[place],
    };
    return event as JournalEvent;
  }

  /** All of it as NDJSON, a line an event. */
  text(): string {
    const tierTexts = this.tierNames.map((name) => JSON.stringify(name));
    let text = "";
    for (let row = 0; row < this.length; row++) {
      const type = this.type(row);
      const tier = this.tiers[row] as number;
      const place = this.places[row] as number;
      const told =
        tier > 0 ? `{"tier":${tierTexts[tier - 1]},"step":${place}}` : dataText(type, this.data[place] as object);
      text += `{"seq":${this.firstSeq + row},"atUs":${this.atUs[row]},"type":"${type}","data":${told}}\n`;
    }
    return text;
  }

  private type(row: number): EventType {
    if (this.tiers[row] === 0) return this.types[this.places[row] as number] as EventType;
    return eventTypeNames[this.typeCodes[row] as number] as EventType;
  }

  private tierCode(tier: string): number {
    const place = this.tierNames.indexOf(tier);
    return place >= 0 ? place + 1 : this.tierNames.push(tier);
  }
}
