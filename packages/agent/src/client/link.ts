import { rootCertificates } from "node:tls";
import { WebSocket } from "ws";

/** How long a connection may take to come about, and how long it is tried to get a lost one back. */
const CONNECT_MS = 5_000;
const RECONNECT_MS = 5_000;
const BACKOFF_MS = 50;
const BACKOFF_MS_MAX = 800;
/** How often it is looked whether the other side is there; one that does not answer until the next look is lost. */
const PING_MS = 5_000;

/** Nobody knows what became of a request. */
export class LinkLost extends Error {}

/** The other side answered a request with an error. */
export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

interface Pending {
  readonly text: string;
  /** Whether doing it twice comes to the same as doing it once. */
  readonly isRepeatable: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface LinkOptions {
  readonly url: string;
  readonly token?: string;
  /** Certificates, in PEM, of whom to trust beside those that everybody trusts. */
  readonly ca?: string;
  readonly onNotification: (method: string, params: unknown) => void;
  /** The connection is back: what was subscribed to must be subscribed to again. */
  readonly onReconnected: () => void;
  /** The connection is gone for good. */
  readonly onLost: (reason: string) => void;
}

/**
 * A JSON-RPC connection that comes back by itself when it is lost for a few seconds. Requests that may be repeated then
 * are; of the others nobody knows what became of them.
 */
export class Link {
  private readonly options: LinkOptions;
  private readonly pending = new Map<number, Pending>();
  private socket: WebSocket | undefined;
  private pinger: NodeJS.Timeout | undefined;
  private lastId = 0;
  /** Why there is no connection any more. */
  private over: string | undefined;

  constructor(options: LinkOptions) {
    this.options = options;
  }

  /** Connects for the first time; rejects with {@link LinkLost}. */
  async open(): Promise<void> {
    await this.connect();
    this.pinger = setInterval(() => this.look(), PING_MS);
    this.pinger.unref();
  }

  request(method: string, params: unknown, isRepeatable = true): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.over !== undefined) return reject(new LinkLost(this.over));
      const id = ++this.lastId;
      const text = JSON.stringify({ jsonrpc: "2.0", id, method, params });
      this.pending.set(id, { text, isRepeatable, resolve, reject });
      if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(text);
    });
  }

  close(reason = "the connection was closed"): void {
    if (this.over !== undefined) return;
    this.over = reason;
    clearInterval(this.pinger);
    this.socket?.close();
    // Whoever does not answer the goodbye is left.
    const socket = this.socket;
    setTimeout(() => socket?.terminate(), 500).unref();
    for (const { reject } of this.pending.values()) reject(new LinkLost(reason));
    this.pending.clear();
  }

  private connect(): Promise<void> {
    const { url, token, ca } = this.options;
    return new Promise((resolve, reject) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const socket = new WebSocket(url, {
        headers,
        perMessageDeflate: false,
        handshakeTimeout: CONNECT_MS,
        ...trusting(ca),
      });
      let refusal: string | undefined;
      socket.on("unexpected-response", (_, { statusCode = 0 }) => {
        refusal = refusals[statusCode] ?? `it answered ${statusCode}: that is no Ordeal agent`;
        socket.terminate();
      });
      socket.on("error", (error: NodeJS.ErrnoException) => reject(new LinkLost(refusal ?? reasonOf(error, url))));
      socket.on("open", () => {
        this.socket = socket;
        socket.removeAllListeners("error").on("error", () => {});
        socket.on("message", (data) => this.read(data.toString()));
        socket.on("close", () => this.lose());
        resolve();
      });
    });
  }

  private isAnswering = true;

  private look(): void {
    const { socket } = this;
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (!this.isAnswering) return socket.terminate();
    this.isAnswering = false;
    socket.once("pong", () => {
      this.isAnswering = true;
    });
    socket.ping();
  }

  private read(text: string): void {
    const frame = parse(text);
    const pending = this.pending.get(frame.id as number);
    if (pending === undefined) {
      if (typeof frame.method === "string") this.options.onNotification(frame.method, frame.params);
      return;
    }
    this.pending.delete(frame.id as number);
    const { error } = frame;
    if (error === undefined) pending.resolve(frame.result);
    else pending.reject(new RpcError(Number(error.code), String(error.message)));
  }

  /** The connection is gone: it is tried for some time to get it back. */
  private lose(): void {
    if (this.over !== undefined) return;
    this.isAnswering = true;
    for (const [id, { isRepeatable, reject }] of this.pending) {
      if (isRepeatable) continue;
      this.pending.delete(id);
      reject(new LinkLost("the connection was lost before the answer came"));
    }
    void this.reconnect(performance.now(), BACKOFF_MS);
  }

  private async reconnect(sinceMs: number, waitMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (this.over !== undefined) return;
    try {
      await this.connect();
    } catch (error) {
      if (performance.now() - sinceMs < RECONNECT_MS) {
        return this.reconnect(sinceMs, Math.min(BACKOFF_MS_MAX, waitMs * 2));
      }
      const reason = `the connection was lost, and did not come back: ${(error as Error).message}`;
      this.close(reason);
      return this.options.onLost(reason);
    }
    const again = [...this.pending.values()];
    this.options.onReconnected();
    for (const { text } of again) this.socket?.send(text);
  }
}

const refusals: Readonly<Record<number, string>> = {
  401: "it refuses the token: give the right one with --token-file FILE",
  403: "it refuses connections from here",
  426: "it speaks TLS only: use wss:// in its address, with --ca FILE where its certificate is your own",
  404: "it has no /v1: that is no Ordeal agent",
};

/** Its own certificates come first, and those that everybody trusts stay. */
const trusting = (ca: string | undefined) => (ca === undefined ? {} : { ca: [ca, ...rootCertificates] });

/** What Node.js calls a certificate that nobody it knows vouches for. */
const UNTRUSTED = /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)/;

const reasonOf = ({ code, message }: NodeJS.ErrnoException, url: string): string =>
  UNTRUSTED.test(code ?? "")
    ? `nobody who is trusted vouches for its certificate (${message}): name who does with --ca FILE`
    : code === "ECONNREFUSED"
      ? `nothing listens at ${url}: start an agent with pnpm ordeal agent`
      : message;

interface Answer {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code?: unknown; readonly message?: unknown };
}

/** What the other side sent; what makes no sense is passed over. */
const parse = (text: string): Answer => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
};
