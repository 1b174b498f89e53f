import { CannotServe, serve as serving } from "@ordeal/agent";
import { version } from "@ordeal/cli";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";

export interface ServeOptions {
  /** 127.0.0.1 unless given; any other address needs a token. */
  readonly host?: string;
  /** 7433 unless given; 0 for any that is free. */
  readonly port?: number;
  /** Whoever connects must bring it. */
  readonly token?: string;
  /** A certificate chain and its key, in PEM: then everything is encrypted. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** How long a lease lasts that says nothing of it, in milliseconds. */
  readonly leaseMs?: number;
  /** By whose names `/metrics` shows cards: dcgm-exporter's, npu-exporter's or AMD's; each run's own makers' unless given. */
  readonly exporter?: "dcgm" | "npu" | "amd";
}

/** An agent that listens. */
export interface Served {
  /** Such as `ws://127.0.0.1:7433/v1`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Heals everything, and listens no more. */
  readonly close: () => Promise<void>;
}

/**
 * Serves the mock cluster in this process: a WebSocket at `url`, and `/metrics` and `/healthz` over HTTP beside it.
 * Rejects with an `Error` where it cannot listen.
 *
 * @example
 * const agent = await serve({ port: 0 });
 * console.log(agent.url);
 * await agent.close();
 */
export const serve = async (options: ServeOptions = {}): Promise<Served> => {
  const { host = "127.0.0.1", port = 7433, ...rest } = options;
  const scope = Scope.makeUnsafe();
  const close = () => Effect.runPromise(Scope.close(scope, Exit.void));
  try {
    const served = await Effect.runPromise(serving({ host, port, version, ...rest }).pipe(Scope.provide(scope)));
    return { url: served.url, host: served.host, port: served.port, close };
  } catch (error) {
    await close();
    throw error instanceof CannotServe ? new Error(error.reason) : error;
  }
};
