import { randomUUID } from "node:crypto";
import type { AddressInfo, Server } from "node:net";
import { openRun as simulated } from "@ordeal/simulator";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import type { AgentBackend } from "../backend/backend.ts";
import { HostedCluster } from "../hosting/hosted-cluster.ts";
import type { ExporterName } from "../metrics/exporters/index.ts";
import { MockBackend } from "../mock/mock-backend.ts";
import type { OpenRun } from "../mock/open-run.ts";
import { Clients } from "./clients.ts";
import { dispatcher } from "./dispatch.ts";
import { type Door, openDoor } from "./door.ts";
import { FairQueue } from "./fair-queue.ts";
import { guardWith, isLoopback } from "./guard.ts";
import { Host } from "./host.ts";
import { bounded, type Log } from "./log.ts";
import { Pages } from "./pages.ts";
import { Turns } from "./turns.ts";

/** How often leases are looked at when there is nothing else to do, idle runs and silent connections, and pings sent. */
const EXPIRE_MS = 20;
const SWEEP_MS = 250;
const PING_MS = 15_000;

export interface ServeOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Every request must bring it; needed anywhere but on loopback. */
  readonly token?: string;
  /** A certificate chain and its key, in PEM: then everything is encrypted, and nothing else taken. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly version: string;
  /** How long a lease lasts that says nothing of it. */
  readonly leaseMs?: number;
  /** Whose names cards go by on `/metrics`; each run's own makers' unless given. */
  readonly exporter?: ExporterName;
  readonly log?: Log;
  /** What is shown at `/`, made when somebody first asks; nothing unless given. */
  readonly page?: () => Promise<Uint8Array>;
  readonly openRun?: OpenRun;
  /** What the agent is in front of: the mock cluster unless given. It is stopped when the scope closes. */
  readonly backend?: AgentBackend;
}

/** The agent could not start to listen. */
export class CannotServe extends Schema.TaggedError<CannotServe>()("CannotServe", { reason: Schema.String }) {}

export interface Serving {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

/**
 * Serves the mock cluster, or another backend, until the scope closes: `ws://HOST:PORT/v1`, and `/metrics` and `/healthz` over HTTP; with
 * TLS, `wss` and `https`.
 */
export const serve = (options: ServeOptions) =>
  Effect.gen(function* () {
    const { host, token, tls } = options;
    if (!isLoopback(host) && token === undefined) {
      const reason = `${host} is not loopback: an address that others reach needs a token (--token-file FILE)`;
      return yield* new CannotServe({ reason });
    }
    const server = yield* Effect.acquireRelease(
      Effect.try({
        try: () => makeServer(options),
        catch: (error) => new CannotServe({ reason: (error as Error).message }),
      }),
      ({ stop }) => Effect.callback<void>((resume) => stop(() => resume(Effect.void))),
    );
    const { address, port } = yield* listen(server.door.server, options);
    const shown = address.includes(":") ? `[${address}]` : address;
    const serving: Serving = { host: address, port, url: `${tls === undefined ? "ws" : "wss"}://${shown}:${port}/v1` };
    return serving;
  });

const listen = (server: Server, { host, port }: ServeOptions) =>
  Effect.callback<AddressInfo, CannotServe>((resume) => {
    const refused = (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "EADDRINUSE" ? `port ${port} of ${host} is taken: name another one with --port` : error.message;
      resume(Effect.fail(new CannotServe({ reason })));
    };
    server.once("error", refused);
    server.listen(port, host.replace(/^\[|\]$/g, ""), () => {
      server.off("error", refused);
      resume(Effect.succeed(server.address() as AddressInfo));
    });
  });

/** Everything that runs while the agent serves, and how it stops. */
const makeServer = (options: ServeOptions) => {
  const { version, leaseMs, token, tls, exporter, page: dashboard } = options;
  const nowMs = () => performance.now();
  const log = bounded(options.log ?? (() => {}), nowMs);
  const guard = guardWith(log);
  const backend: AgentBackend =
    options.backend ?? new MockBackend({ openRun: options.openRun ?? simulated, nowMs, isDriven: true });
  const cluster = new HostedCluster({
    backend,
    nowMs,
    newId: randomUUID,
    version,
    ...(leaseMs === undefined ? {} : { leaseMs }),
  });
  const host = new Host(cluster, log);
  const queue = new FairQueue(nowMs);
  const keepSafe = () => guard(() => host.expire(), nothing);
  const turns = new Turns({ queue, backend, keepSafe, nowMs });
  backend.onWork = turns.wake;
  const clients = new Clients({ host, dispatch: dispatcher(host, log), queue, wake: turns.wake, guard, log, nowMs });
  const pages = new Pages(queue);
  const door: Door = openDoor({
    token,
    tls,
    guard,
    log,
    nowMs,
    letIn: (socket, wire, request) => clients.add(socket, wire, request),
    clients: () => clients.size,
    page: (request, response, refuse) => {
      const broke = (error: unknown) => log({ what: "agent broke", why: String(error) });
      pages.ask(request, response, {
        cluster,
        token,
        version,
        exporter,
        isEncrypted: tls !== undefined,
        dashboard,
        clients: () => clients.size,
        refuse,
        broke,
      });
      turns.wake();
    },
  });
  const sweep = () => {
    cluster.closeIdle();
    clients.cutOffDeaf();
    door.endLate();
  };
  const timers = [
    setInterval(keepSafe, EXPIRE_MS),
    setInterval(() => guard(sweep, nothing), SWEEP_MS),
    setInterval(() => guard(() => clients.pingAll(), nothing), PING_MS),
  ];
  const stop = (stopped: () => void) => {
    for (const timer of timers) clearInterval(timer);
    turns.stop();
    backend.stop();
    clients.cutOffAll();
    door.close(stopped);
  };
  return { door, stop };
};

const nothing = (): void => {};
