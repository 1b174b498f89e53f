/** How many events, and how much text, one run keeps for clients that come back; and how much all runs may. */
const EVENTS_MAX = 65_536;
const CHARACTERS_MAX = 16_000_000;
const SPACE_MAX = 64_000_000;
/** What a run may keep of its own when the others have taken all the rest. */
const OWN_CHARACTERS = 500_000;

/** The space that the buffers of all runs share. */
export class BufferSpace {
  characters = 0;
}

/** The last events of a run as the text that is sent, by sequence number. */
export class EventBuffer {
  private readonly space: BufferSpace;
  private frames: Array<string> = [];
  private head = 0;
  private characters = 0;
  /** The number of the next event that will be said. */
  nextSeq = 0;

  constructor(space: BufferSpace) {
    this.space = space;
  }

  add(frame: string): void {
    this.nextSeq++;
    this.frames.push(frame);
    this.count(frame.length);
    while (this.isFull && this.frames.length - this.head > 1) this.drop();
  }

  private get isFull(): boolean {
    const { characters } = this;
    if (this.frames.length - this.head > EVENTS_MAX || characters > CHARACTERS_MAX) return true;
    return this.space.characters > SPACE_MAX && characters > OWN_CHARACTERS;
  }

  private count(characters: number): void {
    this.characters += characters;
    this.space.characters += characters;
  }

  private drop(): void {
    this.count(-(this.frames[this.head] as string).length);
    this.frames[this.head] = "";
    this.head++;
    if (this.head * 2 < this.frames.length) return;
    this.frames = this.frames.slice(this.head);
    this.head = 0;
  }

  /** Gives its space back. */
  end(): void {
    this.count(-this.characters);
    this.frames = [];
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
