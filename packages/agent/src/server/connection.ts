import type { Duplex } from "node:stream";
import { type ErrorName, errorCodes, type NotificationName, type NotificationParams } from "@ordeal/model";
import type { WebSocket } from "ws";
import { textFrames } from "./text-frames.ts";

/** What a client may leave unread before the runs it advances wait for it; before it lags; before it is cut off. */
const WAITS_BYTES = 1_000_000;
const LAGS_BYTES = 8_000_000;
const CUT_OFF_BYTES = 32_000_000;

/** One client. Everything that is sent to it in one turn of the event loop goes out in one piece. */
export class Connection {
  readonly name: string;
  private readonly socket: WebSocket;
  private readonly wire: Duplex;
  private waiting: Array<string> = [];
  private waitingCharacters = 0;
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
    return this.isOpen && this.unreadBytes > WAITS_BYTES;
  }

  get lags(): boolean {
    return this.unreadBytes > LAGS_BYTES;
  }

  /** Whether it reads nothing at all, whatever it is sent. */
  get isDeaf(): boolean {
    return this.unreadBytes > CUT_OFF_BYTES;
  }

  send(text: string): void {
    if (!this.isOpen) return;
    if (this.waiting.length === 0) process.nextTick(this.flush);
    this.waiting.push(text);
    this.waitingCharacters += text.length;
  }

  private readonly flush = (): void => {
    const texts = this.waiting;
    this.waiting = [];
    this.waitingCharacters = 0;
    if (this.isOpen) this.wire.write(textFrames(texts));
  };

  private get unreadBytes(): number {
    return this.socket.bufferedAmount + this.waitingCharacters;
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
