import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { limits } from "@ordeal/model";
import { openRun as simulated } from "@ordeal/simulator";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import { WebSocketServer } from "ws";
import { MockCluster } from "../mock/mock-cluster.ts";
import type { OpenRun } from "../mock/simulation.ts";
import { Clients } from "./clients.ts";
import { dispatcher } from "./dispatch.ts";
import { Driver } from "./driver.ts";
import { isLoopback, type Refusal, refusalOf } from "./guard.ts";
import { Host } from "./host.ts";
import { bounded, type Log } from "./log.ts";
import { answerPage } from "./pages.ts";

/** How often leases are looked at, and connections pinged. */
const EXPIRE_MS = 50;
const PING_MS = 15_000;
const CONNECTIONS_MAX = 2_000;

export interface ServeOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Every request must bring it; needed anywhere but on loopback. */
  readonly token?: string;
  readonly version: string;
  /** How long a lease lasts that says nothing of it. */
  readonly leaseMs?: number;
  readonly log?: Log;
  readonly openRun?: OpenRun;
}

/** The agent could not start to listen. */
export class CannotServe extends Schema.TaggedError<CannotServe>()("CannotServe", { reason: Schema.String }) {}

export interface Serving {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

/** Serves the mock cluster until the scope closes: `ws://HOST:PORT/v1`, and `/metrics` and `/healthz` over HTTP. */
export const serve = (options: ServeOptions) =>
  Effect.gen(function* () {
    const { host, token } = options;
    if (!isLoopback(host) && token === undefined) {
      const reason = `${host} is not loopback: an address that others reach needs a token (--token-file FILE)`;
      return yield* new CannotServe({ reason });
    }
    const server = yield* Effect.acquireRelease(
      Effect.sync(() => makeServer(options)),
      ({ stop }) => Effect.callback<void>((resume) => stop(() => resume(Effect.void))),
    );
    const { address, port } = yield* listen(server.http, options);
    const shown = address.includes(":") ? `[${address}]` : address;
    const serving: Serving = { host: address, port, url: `ws://${shown}:${port}/v1` };
    return serving;
  });

const listen = (http: Server, { host, port }: ServeOptions) =>
  Effect.callback<AddressInfo, CannotServe>((resume) => {
    const refused = (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "EADDRINUSE" ? `port ${port} of ${host} is taken: name another one with --port` : error.message;
      resume(Effect.fail(new CannotServe({ reason })));
    };
    http.once("error", refused);
    http.listen(port, host.replace(/^\[|\]$/g, ""), () => {
      http.off("error", refused);
      resume(Effect.succeed(http.address() as AddressInfo));
    });
  });

/** Everything that runs while the agent serves, and how it stops. */
const makeServer = (options: ServeOptions) => {
  const { version, leaseMs, token } = options;
  const nowMs = () => performance.now();
  const log = bounded(options.log ?? (() => {}), nowMs);
  const openRun = options.openRun ?? simulated;
  const cluster = new MockCluster({
    openRun,
    nowMs,
    newId: randomUUID,
    version,
    ...(leaseMs === undefined ? {} : { leaseMs }),
  });
  const driver = new Driver(nowMs);
  const host = new Host(cluster, driver, log);
  const clients = new Clients({ host, dispatch: dispatcher(host, log), log, nowMs });
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.frameBytesMax,
    skipUTF8Validation: false,
  });
  const refuse = (request: IncomingMessage, { status, why }: Refusal) =>
    log({ what: "refused", client: `${request.socket.remoteAddress}`, status, why });
  const http = createServer({ headersTimeout: 5_000, requestTimeout: 10_000, maxHeaderSize: 8_192 });
  http.maxConnections = CONNECTIONS_MAX;
  http.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answerPage(request, response, { cluster, token, clients: clients.size, refuse });
  });
  http.on("upgrade", (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    wire.on("error", () => wire.destroy());
    const refusal = upgradeRefusal(request, token);
    if (refusal !== undefined) {
      refuse(request, refusal);
      wire.end(`HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, wire, head, (socket) => clients.add(socket, wire, request));
  });
  http.on("clientError", (_, wire) => wire.destroy());
  const timers = [setInterval(() => host.expire(), EXPIRE_MS), setInterval(() => clients.pingAll(), PING_MS)];
  const stop = (stopped: () => void) => {
    for (const timer of timers) clearInterval(timer);
    driver.stop();
    clients.cutOffAll();
    http.close(() => stopped());
    http.closeAllConnections();
  };
  return { http, stop };
};

const upgradeRefusal = (request: IncomingMessage, token: string | undefined): Refusal | undefined =>
  new URL(request.url ?? "/", "http://agent").pathname === "/v1"
    ? refusalOf(request, token)
    : { status: 404, why: `there is nothing at ${request.url}: the agent listens at /v1` };
