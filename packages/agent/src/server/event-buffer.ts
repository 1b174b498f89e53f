/** How many events, and how much text, one run keeps for clients that come back; and how much all runs may. */
const EVENTS_MAX = 65_536;
const BYTES_MAX = 16_000_000;
const SPACE_MAX = 40_000_000;
/** What a run begins with, and may always have. */
const BYTES_FIRST = 500_000;
/** How many events are numbered at first: most runs that are open at once say little. */
const EVENTS_FIRST = 1_024;

/** The space that the buffers of all runs share. */
export class BufferSpace {
  bytes = 0;
}

/**
 * The last events of a run as the text that is sent, by sequence number. The text lies in a ring of bytes, outside of the
 * heap: what is kept for a while, and then dropped, would otherwise cost the collector most.
 */
export class EventBuffer {
  private readonly space: BufferSpace;
  private ring = Buffer.alloc(0);
  /** Where each event that is kept begins, by its number modulo its length, a power of two; counted from the first byte ever written. */
  private starts = new Float64Array(EVENTS_FIRST);
  private written = 0;
  /** The number of the oldest event that is kept, and of the next that will be said. */
  oldestSeq = 0;
  nextSeq = 0;

  constructor(space: BufferSpace) {
    this.space = space;
  }

  add(frame: string): void {
    const bytes = Buffer.byteLength(frame);
    this.makeRoom(bytes);
    const at = this.written % this.ring.length;
    if (at + bytes <= this.ring.length) this.ring.write(frame, at);
    else this.wrap(Buffer.from(frame), at);
    if (this.nextSeq - this.oldestSeq >= this.starts.length) this.numberMore();
    this.starts[this.nextSeq % this.starts.length] = this.written;
    this.written += bytes;
    this.nextSeq++;
  }

  private wrap(bytes: Buffer, at: number): void {
    const first = bytes.copy(this.ring, at);
    bytes.copy(this.ring, 0, first);
  }

  /** Lets the ring grow as far as it may, and drops the oldest events for what it lacks then. */
  private makeRoom(bytes: number): void {
    while (this.kept + bytes > this.ring.length && this.grow(bytes));
    if (this.nextSeq - this.oldestSeq >= EVENTS_MAX) this.oldestSeq++;
    while (this.kept + bytes > this.ring.length && this.oldestSeq < this.nextSeq) this.oldestSeq++;
  }

  private numberMore(): void {
    const { starts } = this;
    const more = new Float64Array(starts.length * 2);
    for (let seq = this.oldestSeq; seq < this.nextSeq; seq++) {
      more[seq % more.length] = starts[seq % starts.length] as number;
    }
    this.starts = more;
  }

  private get kept(): number {
    return this.written - this.startOf(this.oldestSeq);
  }

  private startOf(seq: number): number {
    return seq === this.nextSeq ? this.written : (this.starts[seq % this.starts.length] as number);
  }

  /** Whether there is more room now. One event that is larger than all always gets its own. */
  private grow(bytes: number): boolean {
    const { length } = this.ring;
    const size = Math.min(BYTES_MAX, Math.max(BYTES_FIRST, length * 2));
    const hasSpace = length === 0 || this.space.bytes - length + size <= SPACE_MAX;
    const wanted = hasSpace ? Math.max(size, Math.min(bytes, BYTES_MAX)) : bytes;
    if (wanted <= length) return false;
    const ring = Buffer.allocUnsafeSlow(Math.max(wanted, bytes));
    const from = this.startOf(this.oldestSeq);
    for (let at = from; at < this.written; ) {
      const end = Math.min(this.written, at + length - (at % length), at + ring.length - (at % ring.length));
      this.ring.copy(ring, at % ring.length, at % length, (at % length) + end - at);
      at = end;
    }
    this.space.bytes += ring.length - length;
    this.ring = ring;
    return true;
  }

  /** Gives its space back. */
  end(): void {
    this.space.bytes -= this.ring.length;
    this.ring = Buffer.alloc(0);
    this.starts = new Float64Array(EVENTS_FIRST);
    this.oldestSeq = this.nextSeq;
  }

  /** The event of a number that is kept. */
  frame(seq: number): string {
    const [start, end] = [this.startOf(seq), this.startOf(seq + 1)];
    const { ring } = this;
    const [from, to] = [start % ring.length, end % ring.length];
    if (start === end) return "";
    if (from < to) return ring.toString("utf8", from, to);
    return Buffer.concat([ring.subarray(from), ring.subarray(0, to)]).toString();
  }
}
