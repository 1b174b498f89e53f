import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { JSONRPCRequest } from "json-rpc-2.0";
import type { RawData, WebSocket } from "ws";
import { TokenBucket } from "./bucket.ts";
import { Connection } from "./connection.ts";
import type { dispatcher } from "./dispatch.ts";
import { isMethod, readFrame } from "./frames.ts";
import type { Host } from "./host.ts";
import type { Log } from "./log.ts";

/** Frames a second of one client, and requests of it that may wait for their answer. */
const FRAMES_PER_SECOND = 100_000;
const IN_FLIGHT_MAX = 1_024;

interface Parts {
  readonly host: Host;
  readonly dispatch: ReturnType<typeof dispatcher>;
  readonly log: Log;
  readonly nowMs: () => number;
}

/** The clients that are connected: reads their frames, bounds what they may ask, and notices when they are gone. */
export class Clients {
  private readonly parts: Parts;
  private readonly clients = new Set<Connection>();
  private count = 0;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  get size(): number {
    return this.clients.size;
  }

  add(socket: WebSocket, wire: Duplex, request: IncomingMessage): void {
    const { host, log, nowMs } = this.parts;
    const client = new Connection(`${request.socket.remoteAddress}#${++this.count}`, socket, wire);
    const bucket = new TokenBucket(FRAMES_PER_SECOND, nowMs());
    this.clients.add(client);
    log({ what: "connected", client: client.name });
    socket.on("message", (data, isBinary) => this.read(client, bucket, data, isBinary));
    socket.on("pong", () => {
      client.isAlive = true;
    });
    socket.on("error", ({ message }) => log({ what: "frame refused", client: client.name, why: message }));
    socket.on("close", (code) => {
      this.clients.delete(client);
      host.leave(client);
      log({ what: "disconnected", client: client.name, code });
    });
  }

  private read(client: Connection, bucket: TokenBucket, data: RawData, isBinary: boolean): void {
    const { log, nowMs } = this.parts;
    if (client.isDeaf) {
      log({ what: "refused", client: client.name, why: "it asks, and reads no answer" });
      return client.cutOff();
    }
    const frame = isBinary
      ? ({ error: "invalidRequest", message: "expected a text frame", id: null } as const)
      : readFrame(data.toString());
    if ("error" in frame) {
      log({ what: "frame refused", client: client.name, why: frame.message });
      return client.refuse(frame.id, frame.error, frame.message);
    }
    const { request } = frame;
    const id = request.id ?? null;
    const isTooMuch = !bucket.take(nowMs()) || client.inFlight >= IN_FLIGHT_MAX;
    if (isTooMuch || !isMethod(request.method)) {
      const name = isTooMuch ? "tooMany" : "methodNotFound";
      const message = isTooMuch
        ? `expected at most ${FRAMES_PER_SECOND} frames a second, and ${IN_FLIGHT_MAX} without an answer`
        : `there is no method "${request.method.slice(0, 100)}"`;
      log({ what: "request refused", client: client.name, why: message });
      return request.id === undefined ? undefined : client.refuse(id, name, message);
    }
    client.inFlight++;
    void this.parts.dispatch(request as JSONRPCRequest, client).then((response) => {
      client.inFlight--;
      if (response?.error !== undefined) {
        const { code, message } = response.error;
        log({ what: "request refused", client: client.name, method: request.method, code, why: message });
      }
      if (response !== null && request.id !== undefined) client.send(JSON.stringify(response));
    });
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
