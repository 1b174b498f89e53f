import type { Duplex } from "node:stream";
import { type ErrorName, errorCodes, type NotificationName, type NotificationParams } from "@ordeal/model";
import type { WebSocket } from "ws";

/** What a client may leave unread before the runs it advances wait for it; before it lags; before it is cut off. */
const WAITS_BYTES = 1_000_000;
const LAGS_BYTES = 8_000_000;
const CUT_OFF_BYTES = 32_000_000;

/** One client. Everything that is sent to it in one turn of the event loop goes out in one piece. */
export class Connection {
  readonly name: string;
  private readonly socket: WebSocket;
  private readonly wire: Duplex;
  private isCorked = false;
  /** Requests that are not answered yet. */
  inFlight = 0;
  /** Whether it answered the last ping. */
  isAlive = true;

  constructor(name: string, socket: WebSocket, wire: Duplex) {
    this.name = name;
    this.socket = socket;
    this.wire = wire;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Whether it has so much left to read that what it asked for should wait. */
  get isBehind(): boolean {
    return this.isOpen && this.socket.bufferedAmount > WAITS_BYTES;
  }

  get lags(): boolean {
    return this.socket.bufferedAmount > LAGS_BYTES;
  }

  /** Whether it reads nothing at all, whatever it is sent. */
  get isDeaf(): boolean {
    return this.socket.bufferedAmount > CUT_OFF_BYTES;
  }

  send(text: string): void {
    if (!this.isOpen) return;
    if (!this.isCorked) {
      this.isCorked = true;
      this.wire.cork();
      process.nextTick(() => {
        this.isCorked = false;
        this.wire.uncork();
      });
    }
    this.socket.send(text);
  }

  notify<N extends NotificationName>(method: N, params: NotificationParams<N>): void {
    this.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }

  refuse(id: string | number | null, name: ErrorName, message: string, data?: unknown): void {
    const error = { code: errorCodes[name].code, message, ...(data === undefined ? {} : { data }) };
    this.send(JSON.stringify({ jsonrpc: "2.0", id, error }));
  }

  ping(): void {
    this.isAlive = false;
    this.socket.ping();
  }

  /** Ends the connection without waiting for the other side. */
  cutOff(): void {
    this.socket.terminate();
  }
}
