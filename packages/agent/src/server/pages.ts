import type { IncomingMessage, ServerResponse } from "node:http";
import { metricsText } from "../metrics/index.ts";
import type { MockCluster } from "../mock/mock-cluster.ts";
import { type Refusal, refusalOf } from "./guard.ts";

interface Shown {
  readonly cluster: MockCluster;
  readonly token: string | undefined;
  readonly clients: number;
  readonly refuse: (request: IncomingMessage, refusal: Refusal) => void;
}

/** Answers what is asked over plain HTTP: `/healthz` and `/metrics`. */
export const answerPage = (request: IncomingMessage, response: ServerResponse, shown: Shown): void => {
  const { pathname } = new URL(request.url ?? "/", "http://agent");
  const refusal = refusalOfPage(request, pathname, shown.token);
  if (refusal !== undefined) {
    shown.refuse(request, refusal);
    response.writeHead(refusal.status, { "content-type": "text/plain", connection: "close" }).end(`${refusal.why}\n`);
    return;
  }
  const { cluster, clients } = shown;
  if (pathname === "/metrics") {
    const type = "text/plain; version=0.0.4; charset=utf-8";
    response.writeHead(200, { "content-type": type }).end(metricsText(cluster.list(), cluster.isHalted));
    return;
  }
  const status = cluster.isHalted ? "halted" : "ok";
  const health = { status, runs: cluster.list().length, faults: cluster.faults().length, clients };
  response.writeHead(200, { "content-type": "application/json" }).end(`${JSON.stringify(health)}\n`);
};

const refusalOfPage = (request: IncomingMessage, pathname: string, token: string | undefined): Refusal | undefined => {
  if (request.method !== "GET" && request.method !== "HEAD") return { status: 405, why: "expected GET" };
  if (pathname !== "/healthz" && pathname !== "/metrics")
    return { status: 404, why: "expected /healthz, /metrics, or a WebSocket at /v1" };
  // Whoever watches whether the agent lives needs no token; it learns nothing else.
  return pathname === "/healthz" && token !== undefined ? undefined : refusalOf(request, token);
};
