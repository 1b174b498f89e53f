import {
  createServer as createHttp,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { limits } from "@ordeal/model";
import { type WebSocket, WebSocketServer } from "ws";
import { type Guard, pathOf, type Refusal, refusalOf, unreadable } from "./guard.ts";
import type { Log } from "./log.ts";
import { Strangers } from "./strangers.ts";

/** The most clients at once. */
const CLIENTS_MAX = 2_000;
/** How a TLS handshake begins. */
const TLS_HANDSHAKE = 22;

export interface DoorOptions {
  readonly token: string | undefined;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly guard: Guard;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly clients: () => number;
  /** A client came in. */
  readonly letIn: (socket: WebSocket, wire: Duplex, request: IncomingMessage) => void;
  /** Somebody asks for a page. */
  readonly page: (request: IncomingMessage, response: ServerResponse, refuse: Refuse) => void;
}

type Refuse = (request: IncomingMessage, refusal: Refusal) => void;

/** Where connections come in: what listens, and what is done with those that have not said who they are. */
export interface Door {
  /** What listens. */
  readonly server: Server;
  /** Ends connections that took too long to come in; to be called several times a second. */
  readonly endLate: () => void;
  readonly close: (closed: () => void) => void;
}

/** Opens the door: WebSockets at `/v1`, pages elsewhere. Whatever comes is answered or ended, and nothing thrown. */
export const openDoor = (options: DoorOptions): Door => {
  const { guard, log, nowMs, token, tls, clients, letIn, page } = options;
  const strangers = new Strangers(nowMs);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.frameBytesMax,
    skipUTF8Validation: false,
  });
  const refuse: Refuse = (request, { status, why }) =>
    log({ what: "refused", client: `${request.socket.remoteAddress}`, status, why });
  const bounds = { headersTimeout: 5_000, requestTimeout: 10_000, maxHeaderSize: 8_192 };
  const http: HttpServer = tls === undefined ? createHttp(bounds) : createHttps({ ...bounds, ...tls });
  http.on("request", (request: IncomingMessage, response: ServerResponse) =>
    guard(
      () => {
        strangers.ask(request.socket);
        page(request, response, refuse);
      },
      () => request.socket.destroy(),
    ),
  );
  http.on("upgrade", (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    wire.on("error", () => wire.destroy());
    guard(
      () => {
        const refusal = upgradeRefusal(request, token, clients());
        if (refusal !== undefined) {
          refuse(request, refusal);
          return endWith(wire, `${refusal.status} Refused`, `${refusal.why}\n`);
        }
        sockets.handleUpgrade(request, wire, head, (socket) => {
          strangers.letIn(request.socket);
          letIn(socket, wire, request);
        });
      },
      () => wire.destroy(),
    );
  });
  http.on("clientError", (_, wire) => endWith(wire, "400 Refused", "expected an HTTP request that can be read\n"));
  http.on("tlsClientError", (_, wire) => wire.destroy());
  const server =
    tls === undefined ? http : telling(http, (wire) => endWith(wire, WANTS_TLS, "expected TLS: https or wss\n"));
  server.on("connection", (socket: Socket) =>
    guard(
      () => strangers.add(socket),
      () => socket.destroy(),
    ),
  );
  server.on("error", ({ message }) => log({ what: "agent broke", why: message }));
  const close = (closed: () => void) => {
    server.close(() => closed());
    strangers.endAll();
  };
  return { server, endLate: () => strangers.endLate(), close };
};

const WANTS_TLS = "426 Upgrade Required\r\nUpgrade: TLS/1.2, HTTP/1.1";

/** What listens where TLS is spoken: who does not speak it is told so. */
const telling = (https: HttpServer, tell: (wire: Socket) => void): Server =>
  createTcp((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const head = socket.read() as Buffer | null;
      if (head === null) return;
      if (head[0] !== TLS_HANDSHAKE) return tell(socket);
      socket.unshift(head);
      https.emit("connection", socket);
    });
  });

/** Answers with a status and a sentence, and ends the connection whatever the other side does. */
const endWith = (wire: Duplex, status: string, text: string): void => {
  if (wire.destroyed || !wire.writable) return void wire.destroy();
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}`;
  wire.once("finish", () => wire.destroy());
  wire.end(`${head}\r\n\r\n${text}`);
};

const upgradeRefusal = (request: IncomingMessage, token: string | undefined, clients: number): Refusal | undefined => {
  const pathname = pathOf(request);
  if (pathname === undefined) return unreadable;
  if (pathname !== "/v1")
    return { status: 404, why: `there is nothing at ${request.url?.slice(0, 100)}: the agent listens at /v1` };
  const refusal = refusalOf(request, token);
  if (refusal !== undefined || clients < CLIENTS_MAX) return refusal;
  return { status: 503, why: `expected at most ${CLIENTS_MAX} clients` };
};
