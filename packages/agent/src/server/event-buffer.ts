/** How many events, and how much text, one run keeps for clients that come back. */
const EVENTS_MAX = 65_536;
const CHARACTERS_MAX = 16_000_000;

/** The last events of a run as the text that is sent, by sequence number. */
export class EventBuffer {
  private frames: Array<string> = [];
  private head = 0;
  private characters = 0;
  /** The number of the next event that will be said. */
  nextSeq = 0;

  add(frame: string): void {
    this.nextSeq++;
    this.frames.push(frame);
    this.characters += frame.length;
    while (this.frames.length - this.head > EVENTS_MAX || this.characters > CHARACTERS_MAX) this.drop();
  }

  private drop(): void {
    this.characters -= (this.frames[this.head] as string).length;
    this.frames[this.head] = "";
    this.head++;
    if (this.head * 2 < this.frames.length) return;
    this.frames = this.frames.slice(this.head);
    this.head = 0;
  }

  /** The number of the oldest event that is kept. */
  get oldestSeq(): number {
    return this.nextSeq - (this.frames.length - this.head);
  }

  /** The event of a number that is kept. */
  frame(seq: number): string {
    return this.frames[this.head + seq - this.oldestSeq] as string;
  }
}
