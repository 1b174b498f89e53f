import type { IncomingMessage, ServerResponse } from "node:http";
import type { HostedCluster } from "../hosting/hosted-cluster.ts";
import type { ExporterName } from "../metrics/exporters/index.ts";
import { metricsPieces } from "../metrics/index.ts";
import { Account, type FairQueue, type Job, Share } from "./fair-queue.ts";
import { isSame, PASS, passOf, pathOf, type Refusal, refusalOf, unreadable } from "./guard.ts";

/** How much of a page may wait for a reader before the rest is written. */
const UNREAD_BYTES = 1_000_000;

interface Shown {
  readonly cluster: HostedCluster;
  readonly token: string | undefined;
  readonly isEncrypted: boolean;
  /** The page at `/`, for people. */
  readonly dashboard: (() => Promise<Uint8Array>) | undefined;
  readonly version: string;
  /** Whose names the cards go by; each run's own makers' unless given. */
  readonly exporter?: ExporterName | undefined;
  readonly clients: () => number;
  readonly refuse: (request: IncomingMessage, refusal: Refusal) => void;
  readonly broke: (error: unknown) => void;
}

/** Answers what is asked over plain HTTP: `/healthz`, `/metrics`, and the dashboard at `/`. */
export class Pages {
  private readonly queue: FairQueue;
  /** All that scrape share one client's time, and so do all that only look whether the agent lives. */
  private readonly scraping = new Account();
  private readonly looking = new Account();

  constructor(queue: FairQueue) {
    this.queue = queue;
  }

  /** Puts a page where it waits for its turn. */
  ask(request: IncomingMessage, response: ServerResponse, shown: Shown): void {
    const account = pathOf(request) === "/metrics" ? this.scraping : this.looking;
    const isHeld = () => !response.destroyed && response.writableLength > UNREAD_BYTES;
    let job: Job | undefined;
    this.queue.add(new Share(isHeld, account), () => {
      try {
        job ??= answerPage(request, response, shown);
        return job();
      } catch (error) {
        shown.broke(error);
        response.destroy();
        return true;
      }
    });
  }
}

const answerPage = (request: IncomingMessage, response: ServerResponse, shown: Shown): Job => {
  const pathname = pathOf(request);
  response.shouldKeepAlive = false;
  const pass = pathname === "/" ? passFor(request, shown) : undefined;
  if (pass !== undefined) {
    response.writeHead(303, { location: "/", "set-cookie": pass, "cache-control": "no-store" }).end();
    return () => true;
  }
  const refusal = refusalOfPage(request, pathname, shown);
  if (refusal !== undefined) {
    shown.refuse(request, refusal);
    response.writeHead(refusal.status, { "content-type": "text/plain" }).end(`${refusal.why}\n`);
    return () => true;
  }
  if (pathname === "/") return showDashboard(response, shown);
  return pathname === "/metrics" ? metrics(response, shown) : health(response, shown);
};

const health = (response: ServerResponse, { cluster, clients }: Shown): Job => {
  const status = cluster.isHalted ? "halted" : "ok";
  const body = { status, runs: cluster.list().length, faults: cluster.faultsCount, clients: clients() };
  response.writeHead(200, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
  return () => true;
};

/** Every run is read at once, and the page written as it is read. */
const metrics = (response: ServerResponse, { cluster, version, exporter }: Shown): Job => {
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  const pieces = metricsPieces(cluster.list(), { isHalted: cluster.isHalted, version, exporter });
  return () => {
    if (response.destroyed) return true;
    const piece = pieces.next();
    if (piece.done === true) response.end();
    else response.write(piece.value);
    return piece.done === true;
  };
};

/** The page says by a policy of its own what it may run and speak to; nobody may show it in a frame, or keep it. */
const showDashboard = (response: ServerResponse, { dashboard, broke }: Shown): Job => {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  };
  dashboard?.()
    .then((page) => response.writeHead(200, headers).end(page))
    .catch((error) => {
      broke(error);
      response.destroy();
    });
  return () => true;
};

/** A browser brings its token once, in the address; from then on a cookie speaks for it, which no script can read. */
const passFor = (request: IncomingMessage, { token, isEncrypted }: Shown): string | undefined => {
  if (token === undefined || request.method !== "GET") return undefined;
  const brought = new URL(request.url ?? "/", "http://agent").searchParams.get("token");
  if (brought === null || !isSame(brought, token)) return undefined;
  return `${PASS}=${passOf(token)}; Path=/; HttpOnly; SameSite=Strict${isEncrypted ? "; Secure" : ""}`;
};

const refusalOfPage = (
  request: IncomingMessage,
  pathname: string | undefined,
  { token, dashboard }: Shown,
): Refusal | undefined => {
  if (pathname === undefined) return unreadable;
  if (request.method !== "GET" && request.method !== "HEAD") return { status: 405, why: "expected GET" };
  const isShown = pathname === "/" && dashboard !== undefined;
  if (!isShown && pathname !== "/healthz" && pathname !== "/metrics")
    return { status: 404, why: "expected /healthz, /metrics, or a WebSocket at /v1" };
  // Whoever watches whether the agent lives needs no token; it learns nothing else.
  if (pathname === "/healthz" && token !== undefined) return undefined;
  const refusal = refusalOf(request, token);
  if (pathname !== "/" || refusal?.why !== "no token") return refusal;
  return { ...refusal, why: `${refusal.why}: a browser brings it once, as /?token=TOKEN` };
};
