/** What all clients together may leave unread; of what is left of that each may take a share. */
const SPACE_BYTES = 64_000_000;
const SHARES = 16;
/** After how much that is sent it is looked at. */
const LOOK_BYTES = 4_000_000;
/** What each may leave unread in any case. */
const EACH_BYTES_MIN = 32_000;

interface Reader {
  readonly unreadBytes: number;
}

/** The memory that answers take which nobody has read yet: it is shared by all clients, however many they are. */
export class Unread {
  private readonly readers = new Set<Reader>();
  private sentBytes = 0;
  /** What each client may leave unread now before what it asked for waits. */
  eachBytes = SPACE_BYTES / SHARES;

  add(reader: Reader): void {
    this.readers.add(reader);
  }

  remove(reader: Reader): void {
    this.readers.delete(reader);
  }

  /** So much is on its way to one of them. */
  sent(bytes: number): void {
    this.sentBytes += bytes;
    if (this.sentBytes >= LOOK_BYTES) this.look();
  }

  /** Shares out what is left: the more is unread, the less each may leave. To be called often. */
  look(): void {
    this.sentBytes = 0;
    let bytes = 0;
    for (const { unreadBytes } of this.readers) bytes += unreadBytes;
    this.eachBytes = Math.max(EACH_BYTES_MIN, (SPACE_BYTES - bytes) / SHARES);
  }
}
