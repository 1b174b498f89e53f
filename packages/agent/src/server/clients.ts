import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { TokenBucket } from "./bucket.ts";
import { Connection } from "./connection.ts";
import { type dispatcher, isInPieces } from "./dispatch.ts";
import { type FairQueue, type Job, Share } from "./fair-queue.ts";
import { isMethod, type Request, readFrame } from "./frames.ts";
import type { Guard } from "./guard.ts";
import type { Host } from "./host.ts";
import type { Log } from "./log.ts";
import { Unread } from "./unread.ts";

/** Frames a second of one client, and requests of it that may wait for their answer. */
const FRAMES_PER_SECOND = 100_000;
const IN_FLIGHT_MAX = 1_024;
/** How much of one client may wait to be looked at before it is listened to no more; and after how much it is again. */
const INBOX_FRAMES = 1_024;
const INBOX_BYTES = 2_097_152;

interface Parts {
  readonly host: Host;
  readonly dispatch: ReturnType<typeof dispatcher>;
  readonly queue: FairQueue;
  readonly wake: () => void;
  readonly guard: Guard;
  readonly log: Log;
  readonly nowMs: () => number;
}

/** What one client sent that nobody has looked at. */
class Inbox {
  readonly share: Share;
  readonly bucket: TokenBucket;
  bytes = 0;
  isPaused = false;

  constructor(client: Connection, nowMs: number) {
    this.share = new Share(() => client.isHeld);
    this.bucket = new TokenBucket(FRAMES_PER_SECOND, nowMs);
  }

  get isFull(): boolean {
    return this.share.length > INBOX_FRAMES || this.bytes > INBOX_BYTES;
  }

  get hasRoom(): boolean {
    return this.share.length * 2 < INBOX_FRAMES && this.bytes * 2 < INBOX_BYTES;
  }
}

/** The clients that are connected: reads their frames, bounds what they may ask, and notices when they are gone. */
export class Clients {
  private readonly parts: Parts;
  private readonly clients = new Set<Connection>();
  private readonly unread = new Unread();
  private count = 0;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  get size(): number {
    return this.clients.size;
  }

  add(socket: WebSocket, wire: Duplex, request: IncomingMessage): void {
    const { host, log, nowMs, queue, guard } = this.parts;
    const client = new Connection(`${request.socket.remoteAddress}#${++this.count}`, socket, wire, this.unread);
    const inbox = new Inbox(client, nowMs());
    const cutOff = () => client.cutOff();
    this.clients.add(client);
    log({ what: "connected", client: client.name });
    socket.on("message", (data, isBinary) => guard(() => this.hear(client, inbox, data, isBinary), cutOff));
    socket.on("pong", () => {
      client.isAlive = true;
    });
    socket.on("ping", () => {
      if (!client.isHeld && inbox.bucket.take(nowMs())) return;
      log({ what: "refused", client: client.name, why: "it pings too often, or reads no answer" });
      cutOff();
    });
    socket.on("error", ({ message }) => log({ what: "frame refused", client: client.name, why: message }));
    socket.on("close", (code) =>
      guard(() => {
        this.clients.delete(client);
        this.unread.remove(client);
        queue.remove(inbox.share);
        host.leave(client);
        log({ what: "disconnected", client: client.name, code });
      }, cutOff),
    );
  }

  /** Puts a frame where it waits for its turn: nothing is done with it here, so that nobody's flood takes others' time. */
  private hear(client: Connection, inbox: Inbox, data: RawData, isBinary: boolean): void {
    const { queue, wake } = this.parts;
    const bytes = sizeOf(data);
    inbox.bytes += bytes;
    let job: Job | undefined;
    queue.add(inbox.share, () => {
      job ??= this.read(client, inbox, data, isBinary);
      if (!job()) return false;
      inbox.bytes -= bytes;
      if (inbox.isPaused && inbox.hasRoom) {
        inbox.isPaused = false;
        client.resume();
      }
      return true;
    });
    if (!inbox.isPaused && inbox.isFull) {
      inbox.isPaused = true;
      client.pause();
    }
    wake();
  }

  /** What is to be done for a frame. */
  private read(client: Connection, inbox: Inbox, data: RawData, isBinary: boolean): Job {
    const { log, nowMs } = this.parts;
    const frame = isBinary
      ? ({ error: "invalidRequest", message: "expected a text frame", id: null } as const)
      : readFrame(data.toString());
    if ("error" in frame) {
      log({ what: "frame refused", client: client.name, why: frame.message });
      client.refuse(frame.id, frame.error, frame.message);
      return done;
    }
    const { request } = frame;
    const { id = null, method } = request;
    const isTooMuch = !inbox.bucket.take(nowMs()) || client.inFlight >= IN_FLIGHT_MAX;
    if (!isTooMuch && isMethod(method)) return this.answering(request, method, client);
    const name = isTooMuch ? "tooMany" : "methodNotFound";
    const message = isTooMuch
      ? `expected at most ${FRAMES_PER_SECOND} frames a second, and ${IN_FLIGHT_MAX} without an answer`
      : `there is no method "${method.slice(0, 100)}"`;
    log({ what: "request refused", client: client.name, why: message });
    if (request.id !== undefined) client.refuse(id, name, message);
    return done;
  }

  private answering(request: Request, method: Parameters<Parts["dispatch"]>[1], client: Connection): Job {
    const say = (text: string): void => {
      if (request.id !== undefined) client.send(text);
    };
    const answer = this.parts.dispatch(request, method, client);
    if (typeof answer === "string") {
      say(answer);
      return done;
    }
    if (isInPieces(answer)) {
      return () => {
        const piece = answer.next();
        if (piece.done === true) say(piece.value);
        return piece.done === true;
      };
    }
    client.inFlight++;
    void answer.then((text) => {
      client.inFlight--;
      say(text);
    });
    return done;
  }

  /** Ends connections whose other side reads nothing of what it asked for; to be called often. */
  cutOffDeaf(): void {
    const nowMs = this.parts.nowMs();
    this.unread.look();
    for (const client of this.clients) {
      if (!client.isDeaf(nowMs)) continue;
      this.parts.log({ what: "refused", client: client.name, why: "it asks, and reads no answer" });
      client.cutOff();
    }
  }

  /** Ends connections whose other side is gone without a word. */
  pingAll(): void {
    for (const client of this.clients) {
      if (client.isAlive) client.ping();
      else {
        this.parts.log({ what: "refused", client: client.name, why: "it answers no ping" });
        client.cutOff();
      }
    }
  }

  cutOffAll(): void {
    for (const client of this.clients) client.cutOff();
  }
}

const done: Job = () => true;

const sizeOf = (data: RawData): number =>
  Array.isArray(data) ? data.reduce((sum, { length }) => sum + length, 0) : data.byteLength;
