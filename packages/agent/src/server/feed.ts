import type { JournalEvent } from "@ordeal/model";
import type { Connection } from "./connection.ts";
import { EventBuffer } from "./event-buffer.ts";

/** The events of one run: what is kept of them, and who gets them. */
export class Feed {
  private readonly runId: string;
  private readonly prefix: string;
  private readonly buffer = new EventBuffer();
  private readonly subscribers = new Set<Connection>();
  private readonly onLag: (connection: Connection, nextSeq: number) => void;

  constructor(runId: string, onLag: (connection: Connection, nextSeq: number) => void) {
    this.runId = runId;
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
    for (const subscriber of this.subscribers) {
      if (subscriber.lags) this.leaveBehind(subscriber, seq);
      else subscriber.send(frame);
    }
  }

  /** A slow reader is told from where to subscribe again, and gets nothing more until then. */
  private leaveBehind(subscriber: Connection, nextSeq: number): void {
    this.subscribers.delete(subscriber);
    subscriber.notify("events.lagged", { runId: this.runId, nextSeq });
    this.onLag(subscriber, nextSeq);
  }

  /** Sends what is kept from a number on, and everything to come. Returns how many events are gone. */
  subscribe(connection: Connection, fromSeq: number): number {
    const { buffer } = this;
    const from = Math.min(Math.max(fromSeq, buffer.oldestSeq), buffer.nextSeq);
    this.subscribers.add(connection);
    for (let seq = from; seq < buffer.nextSeq; seq++) {
      if (connection.lags) {
        this.leaveBehind(connection, seq);
        break;
      }
      connection.send(buffer.frame(seq));
    }
    return Math.max(0, from - fromSeq);
  }

  unsubscribe(connection: Connection): void {
    this.subscribers.delete(connection);
  }

  /** Whoever reads the run, and should hear of what becomes of it. */
  get readers(): Iterable<Connection> {
    return this.subscribers;
  }
}
