import type { JournalEvent } from "@ordeal/model";
import { Burst } from "./burst.ts";
import type { Connection } from "./connection.ts";
import { type BufferSpace, EventBuffer } from "./event-buffer.ts";

interface Sent {
  readonly nextSeq: number;
  readonly missed: number;
  readonly isMore: boolean;
}

/** The events of one run: what is kept of them, and who gets them. */
export class Feed {
  private readonly runId: string;
  private readonly prefix: string;
  private readonly buffer: EventBuffer;
  private readonly subscribers = new Set<Connection>();
  /** What its subscribers are being sent. */
  private burst: Burst | undefined;
  private readonly onLag: (connection: Connection, nextSeq: number) => void;

  constructor(runId: string, space: BufferSpace, onLag: (connection: Connection, nextSeq: number) => void) {
    this.runId = runId;
    this.buffer = new EventBuffer(space);
    this.prefix = `{"jsonrpc":"2.0","method":"event","params":{"runId":${JSON.stringify(runId)},`;
    this.onLag = onLag;
  }

  get nextSeq(): number {
    return this.buffer.nextSeq;
  }

  /** An event is turned into text once, however many read it. */
  say({ seq, atUs, type, data }: JournalEvent): void {
    const frame = `${this.prefix}"seq":${seq},"atUs":${atUs},"type":${JSON.stringify(type)},"data":${JSON.stringify(data)}}}`;
    this.buffer.add(frame);
    if (this.burst === undefined || this.burst.isOver) this.begin(seq);
    this.burst?.add(frame);
  }

  /** Begins a burst for everybody who reads. */
  private begin(seq: number): void {
    for (const subscriber of this.subscribers) if (subscriber.lags) this.leaveBehind(subscriber, seq);
    const burst = this.subscribers.size > 0 ? new Burst() : undefined;
    if (burst !== undefined) for (const subscriber of this.subscribers) subscriber.join(burst);
    this.burst = burst;
  }

  /** Somebody reads from now on, or no more: what is said next goes to others than what was said last. */
  private endBurst(): void {
    if (this.burst !== undefined) this.burst.isOver = true;
  }

  /** A slow reader is told from where to subscribe again, and gets nothing more until then. */
  private leaveBehind(subscriber: Connection, nextSeq: number): void {
    this.subscribers.delete(subscriber);
    subscriber.notify("events.lagged", { runId: this.runId, nextSeq });
    this.onLag(subscriber, nextSeq);
  }

  /** From where what is kept can be sent when somebody asks for it from a number on, and how much is gone. */
  past(fromSeq: number): { readonly nextSeq: number; readonly missed: number } {
    const { buffer } = this;
    const nextSeq = Math.min(Math.max(fromSeq, buffer.oldestSeq), buffer.nextSeq);
    return { nextSeq, missed: Math.max(0, nextSeq - fromSeq) };
  }

  /**
   * Sends some events of the past, and, once there are no more, everything to come. Returns from where to go on, how many
   * were dropped before they could be sent, and whether there is more to send.
   */
  send(connection: Connection, fromSeq: number, most: number): Sent {
    const { buffer } = this;
    const from = Math.max(fromSeq, buffer.oldestSeq);
    const missed = from - fromSeq;
    const end = Math.min(from + most, buffer.nextSeq);
    for (let seq = from; seq < end; seq++) {
      // Where it is held this goes on when it has read: of the past nobody is left behind.
      if (connection.isHeld) return { nextSeq: seq, missed, isMore: true };
      connection.send(buffer.frame(seq));
    }
    const isMore = end < buffer.nextSeq;
    if (!isMore) {
      this.endBurst();
      this.subscribers.add(connection);
    }
    return { nextSeq: end, missed, isMore };
  }

  /** The run is gone. */
  end(): void {
    this.buffer.end();
    this.subscribers.clear();
  }

  unsubscribe(connection: Connection): void {
    if (this.subscribers.delete(connection)) this.endBurst();
  }

  /** Whoever reads the run, and should hear of what becomes of it. */
  get readers(): Iterable<Connection> {
    return this.subscribers;
  }
}
