import type { Duplex } from "node:stream";
import { type ErrorName, errorCodes, type NotificationName, type NotificationParams } from "@ordeal/model";
import type { WebSocket } from "ws";
import type { Burst } from "./burst.ts";
import { textFrames } from "./text-frames.ts";
import type { Unread } from "./unread.ts";

/**
 * What a client may leave unread before the runs it advances wait for it; before its other requests do; before it lags.
 * Where many leave much unread each may leave less.
 */
const WAITS_BYTES = 1_000_000;
const HELD_BYTES = 2_000_000;
const LAGS_BYTES = 4_000_000;
/** How long a client that is held may read nothing. */
const DEAF_MS = 3_000;

/** One client. Everything that is sent to it in one turn of the event loop goes out together. */
export class Connection {
  readonly name: string;
  private readonly socket: WebSocket;
  private readonly wire: Duplex;
  private readonly unread: Unread;
  private waiting: Array<Array<string> | Burst> = [];
  private textCharacters = 0;
  /** What it has had to read at least since it last read some; nothing was seen yet. */
  private leastUnreadBytes = Number.POSITIVE_INFINITY;
  private heldSinceMs = Number.POSITIVE_INFINITY;
  /** Requests that are not answered yet. */
  inFlight = 0;
  /** Whether it answered the last ping. */
  isAlive = true;

  constructor(name: string, socket: WebSocket, wire: Duplex, unread: Unread) {
    this.name = name;
    this.socket = socket;
    this.wire = wire;
    this.unread = unread;
    unread.add(this);
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Whether it has so much left to read that what it asked for should wait. */
  get isBehind(): boolean {
    return this.isOpen && this.unreadBytes > Math.min(WAITS_BYTES, this.unread.eachBytes / 2);
  }

  get lags(): boolean {
    return this.unreadBytes > Math.min(LAGS_BYTES, this.unread.eachBytes * 2);
  }

  /** Whether it should get no answer before it has read some. */
  get isHeld(): boolean {
    return this.isOpen && this.unreadBytes > Math.min(HELD_BYTES, this.unread.eachBytes);
  }

  /** Whether it has been held for a while, and read nothing meanwhile; to be asked often. */
  isDeaf(nowMs: number): boolean {
    const { unreadBytes } = this;
    if (!this.isHeld || unreadBytes < this.leastUnreadBytes) {
      this.leastUnreadBytes = unreadBytes;
      this.heldSinceMs = nowMs;
    }
    return nowMs - this.heldSinceMs >= DEAF_MS;
  }

  send(text: string): void {
    if (!this.isOpen) return;
    const last = this.waiting.at(-1);
    if (Array.isArray(last)) last.push(text);
    else {
      // What is said from now on comes behind it.
      if (last !== undefined) last.isOver = true;
      this.wait([text]);
    }
    this.textCharacters += text.length;
    this.unread.sent(text.length);
  }

  /** Sends what a burst is going to hold, until it is over. */
  join(burst: Burst): void {
    if (this.isOpen) this.wait(burst);
  }

  private wait(one: Array<string> | Burst): void {
    if (this.waiting.length === 0) process.nextTick(this.flush);
    this.waiting.push(one);
  }

  private readonly flush = (): void => {
    const all = this.waiting;
    this.waiting = [];
    this.textCharacters = 0;
    if (!this.isOpen) return;
    if (all.length > 1) this.wire.cork();
    for (const one of all) {
      if (!Array.isArray(one)) this.unread.sent(one.characters);
      this.wire.write(Array.isArray(one) ? textFrames(one) : one.frames);
    }
    if (all.length > 1) this.wire.uncork();
  };

  /** What it was sent, and has not read. */
  get unreadBytes(): number {
    let bytes = this.socket.bufferedAmount + this.textCharacters;
    for (const one of this.waiting) if (!Array.isArray(one)) bytes += one.characters;
    return bytes;
  }

  notify<N extends NotificationName>(method: N, params: NotificationParams<N>): void {
    this.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }

  refuse(id: string | number | null, name: ErrorName, message: string, data?: unknown): void {
    const error = { code: errorCodes[name].code, message, ...(data === undefined ? {} : { data }) };
    this.send(JSON.stringify({ jsonrpc: "2.0", id, error }));
  }

  /** While it is not listened to its answer cannot be heard. */
  ping(): void {
    this.isAlive = this.socket.isPaused;
    this.socket.ping();
  }

  /** Listens to it no more, and again, so that what it asks for faster than it is answered waits on its side. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Ends the connection without waiting for the other side. */
  cutOff(): void {
    this.socket.terminate();
  }
}
