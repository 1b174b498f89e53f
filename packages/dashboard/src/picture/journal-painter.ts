import type { AnyEvent, EventData } from "@ordeal/model";
import { Faults } from "./faults.ts";
import { Heaviest } from "./heaviest.ts";
import type { JournalPicture, NotePicture } from "./journal-picture.ts";
import { Recoveries } from "./recoveries.ts";
import { Stepping } from "./stepping.ts";
import { Windows } from "./windows.ts";

const NOTES_MAX = 300;
const SAVES_MAX = 6_000;

/** How the journal ended. */
export interface PictureEnd {
  readonly verdict: string | null;
  /** Why it has no verdict. */
  readonly incomplete: string | null;
}

/** Draws a run from its journal, event by event, in memory that does not grow with it. */
export class JournalPainter {
  private readonly title: string;
  private readonly start: EventData<"run.started">;
  private readonly windows: Windows;
  private readonly stepping: Stepping;
  private readonly recoveries: Recoveries;
  private readonly faults = new Faults();
  private readonly notes = new Heaviest<NotePicture>(NOTES_MAX, () => 0);
  private readonly down = new Set<string>();
  private readonly nodesDown: Array<number> = [];
  private readonly saves: Array<number> = [];
  private saveInstantsUs: Array<number> | undefined = [];
  private events = 1;
  private atUs = 0;

  constructor(title: string, start: EventData<"run.started">) {
    this.title = title;
    this.start = start;
    this.windows = new Windows(start.durationUs);
    this.stepping = new Stepping(start.stepUs, this.windows);
    this.recoveries = new Recoveries(start.stepUs);
  }

  see(event: AnyEvent): void {
    this.events++;
    this.advanceTo(event.atUs);
    this.faults.see(event);
    this.stepping.see(event);
    this.recoveries.see(event, this.stepping.job.mode, this.faults.causeOf);
    switch (event.type) {
      case "node.down":
        this.down.add(event.data.node);
        this.noteDown(this.windows.at(event.atUs));
        return;
      case "node.up":
        this.down.delete(event.data.node);
        return;
      case "checkpoint.save.ended":
        this.noteSave(event.atUs);
    }
  }

  note(note: NotePicture): void {
    this.notes.add(note);
  }

  end({ verdict, incomplete }: PictureEnd): JournalPicture {
    this.stepping.end();
    const windows = Math.max(1, this.windows.byBucket.productive.length);
    const filled = (row: Array<number>, value: number) => {
      for (let index = row.length; index < windows; index++) row.push(value);
      return row.slice(0, windows);
    };
    return {
      title: this.title,
      seed: this.start.seed,
      events: this.events,
      cards: this.start.cards,
      nodes: this.start.nodes,
      stepUs: this.start.stepUs,
      wallUs: this.atUs,
      verdict,
      incomplete,
      windowUs: this.windows.widthUs,
      time: this.windows.byBucket,
      nodesDown: filled(this.nodesDown, this.down.size),
      saves: filled(this.saves, 0),
      saveInstantsUs: this.saveInstantsUs ?? null,
      ...this.recoveries.end(this.atUs),
      ...this.faults.end(),
      notes: this.notes.items,
      notesLeftOut: this.notes.leftOut,
    };
  }

  private advanceTo(atUs: number): void {
    if (atUs <= this.atUs) return;
    this.stepping.passTo(atUs);
    this.noteDown(this.windows.at(atUs - 1));
    this.atUs = atUs;
  }

  /** As many as are down now were down in this window, and in those since the last that is known. */
  private noteDown(window: number): void {
    const { nodesDown, down } = this;
    for (let index = nodesDown.length; index <= window; index++) nodesDown.push(down.size);
    if ((nodesDown[window] as number) < down.size) nodesDown[window] = down.size;
  }

  private noteSave(atUs: number): void {
    const window = this.windows.at(atUs);
    for (let index = this.saves.length; index <= window; index++) this.saves.push(0);
    this.saves[window] = (this.saves[window] as number) + 1;
    this.saveInstantsUs?.push(atUs);
    if ((this.saveInstantsUs?.length ?? 0) > SAVES_MAX) this.saveInstantsUs = undefined;
  }
}
