import { rootCertificates } from "node:tls";
import { limits, ordealCommand } from "@ordeal/model";
import { WebSocket } from "ws";
import { type Answer, parseAnswer, plainText } from "./answer.ts";
import { unlessQuiet } from "./quiet.ts";

/** How long a connection may take to come about, and how long in all it is tried to get a lost one back. */
const CONNECT_MS = 5_000;
const RECONNECT_MS = 5_000;
const BACKOFF_MS = 50;
const BACKOFF_MS_MAX = 800;
/** How often it is looked whether the other side is there; one that does not answer until the next look is lost. */
const PING_MS = 5_000;
/** How long an answer may take, in all, over however many connections. */
const ANSWER_MS = 10_000;
/** How long it may take from one that has left a request without an answer, until it answers again. */
const ANSWER_MS_OF_SILENT = 2_000;

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
  readonly method: string;
  readonly text: string;
  /** Whether doing it twice comes to the same as doing it once. */
  readonly isRepeatable: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Resolves when it is answered or given up. */
  readonly settled: Promise<unknown>;
  /** The connection on which it was sent last. */
  sentOn: WebSocket | undefined;
}

export interface Asked {
  readonly isRepeatable?: boolean;
  /** When a sign of life was heard last that makes waiting for this answer worth while; by `performance.now()`. */
  readonly heardMs?: () => number;
}

export interface LinkOptions {
  readonly url: string;
  readonly token?: string;
  /** How long an answer may take, in milliseconds; ten seconds unless given. */
  readonly answerMs?: number;
  /** Certificates, in PEM, of whom to trust beside those that everybody trusts. */
  readonly ca?: string;
  readonly onNotification: (method: string, params: unknown) => void;
  /** The connection is back: what was subscribed to must be subscribed to again. */
  readonly onReconnected: () => Promise<void>;
  /** The connection is gone for good. */
  readonly onLost: (reason: string) => void;
}

/**
 * A JSON-RPC connection that comes back by itself when it is lost for a few seconds. Requests that may be repeated then
 * are; of the others nobody knows what became of them. Every request is settled in time: what is not answered, over
 * however many connections, is lost.
 */
export class Link {
  private readonly options: LinkOptions;
  private readonly pending = new Map<number, Pending>();
  private socket: WebSocket | undefined;
  private pinger: NodeJS.Timeout | undefined;
  private lastId = 0;
  /** Why there is no connection any more. */
  private over: string | undefined;
  /** Since when there was no answer, connections that came and went included; `undefined` while all is well. */
  private downSinceMs: number | undefined;
  private isSilent = false;
  private reconnections = 0;
  /** Whether a connection that came back is still being asked what was not answered: what is new waits its turn. */
  private isCatchingUp = false;

  constructor(options: LinkOptions) {
    this.options = options;
  }

  /** How long an answer may take now. */
  get answerMs(): number {
    const { answerMs = ANSWER_MS } = this.options;
    return this.isSilent ? Math.min(answerMs, ANSWER_MS_OF_SILENT) : answerMs;
  }

  /** Connects for the first time; rejects with {@link LinkLost}. */
  async open(): Promise<void> {
    await this.connect();
    this.pinger = setInterval(() => this.look(), PING_MS);
    this.pinger.unref();
  }

  /** Asks; rejects with {@link RpcError} when that is refused, with {@link LinkLost} when there is no answer in time. */
  request(method: string, params: unknown, { isRepeatable = true, heardMs = () => 0 }: Asked = {}): Promise<unknown> {
    const id = ++this.lastId;
    const { promise: answer, resolve, reject: refuse } = Promise.withResolvers<unknown>();
    const settled = answer.catch(() => {});
    if (this.over !== undefined) refuse(new LinkLost(this.over));
    else {
      const text = JSON.stringify({ jsonrpc: "2.0", id, method, params });
      const pending = { method, text, isRepeatable, resolve, reject: refuse, settled, sentOn: undefined };
      this.pending.set(id, pending);
      if (!this.isCatchingUp || !isRepeatable) this.send(pending);
    }
    const quietMs = this.answerMs;
    const reject = () => {
      const lost = new LinkLost(`it did not answer ${method} within ${quietMs / 1_000} s`);
      this.pending.delete(id);
      this.isSilent = true;
      refuse(lost);
      return lost;
    };
    return unlessQuiet(answer, { quietMs, heardMs, reject });
  }

  private send(pending: Pending): void {
    const { socket } = this;
    if (socket?.readyState !== WebSocket.OPEN || pending.sentOn === socket) return;
    pending.sentOn = socket;
    socket.send(pending.text);
  }

  close(reason = "the connection was closed"): void {
    if (this.over !== undefined) return;
    this.over = reason;
    clearInterval(this.pinger);
    this.socket?.close();
    // Whoever does not answer the goodbye is left.
    const socket = this.socket;
    setTimeout(() => socket?.terminate(), 500).unref();
    this.rejectAll(() => true, reason);
  }

  private rejectAll(which: (pending: Pending) => boolean, reason: string): void {
    for (const [id, pending] of this.pending) {
      if (!which(pending)) continue;
      this.pending.delete(id);
      pending.reject(new LinkLost(reason));
    }
  }

  private connect(): Promise<void> {
    const { url, token, ca } = this.options;
    return new Promise((resolve, reject) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const socket = new WebSocket(url, {
        headers,
        perMessageDeflate: false,
        handshakeTimeout: CONNECT_MS,
        maxPayload: limits.answerBytesMax,
        ...trusting(ca),
      });
      let refusal: string | undefined;
      // Closing while it is still connecting ends the attempt.
      this.socket = socket;
      socket.on("unexpected-response", (_, { statusCode = 0 }) => {
        refusal = refusals[statusCode] ?? `it answered ${statusCode}: that is no Ordeal agent`;
        socket.terminate();
      });
      socket.on("error", (error: NodeJS.ErrnoException) => reject(new LinkLost(refusal ?? reasonOf(error, url))));
      socket.on("open", () => {
        socket.removeAllListeners("error").on("error", (error: NodeJS.ErrnoException) => this.spoil(error));
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
    const frame = parseAnswer(text);
    const pending = this.pending.get(frame.id as number);
    if (pending === undefined) {
      if (typeof frame.method === "string") this.options.onNotification(frame.method, frame.params);
      return;
    }
    this.pending.delete(frame.id as number);
    this.downSinceMs = undefined;
    this.isSilent = false;
    settle(pending, frame);
  }

  /** What came is no frame: whoever waits for an answer gets none, and the connection is made again. */
  private spoil({ code, message }: NodeJS.ErrnoException): void {
    const isTooLong = code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
    const what = isTooLong ? `a frame of more than ${limits.answerBytesMax} bytes` : `no frame (${plainText(message)})`;
    if (code?.startsWith("WS_ERR_") === true) this.rejectAll(() => true, `it sent ${what}`);
  }

  /** The connection is gone: it is tried for some time to get it back. */
  private lose(): void {
    if (this.over !== undefined) return;
    this.isAnswering = true;
    this.rejectAll(({ isRepeatable }) => !isRepeatable, "the connection was lost before the answer came");
    this.downSinceMs ??= performance.now();
    void this.reconnect(BACKOFF_MS);
  }

  private async reconnect(waitMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (this.over !== undefined) return;
    const isLate = () => performance.now() - (this.downSinceMs ?? 0) >= RECONNECT_MS;
    if (isLate()) return this.giveUp("it is cut again and again");
    try {
      await this.connect();
    } catch (error) {
      if (isLate()) return this.giveUp((error as Error).message);
      return this.reconnect(Math.min(BACKOFF_MS_MAX, waitMs * 2));
    }
    await this.goOn();
  }

  private giveUp(why: string): void {
    if (this.over !== undefined) return;
    const reason = `the connection was lost, and did not come back: ${why}`;
    this.close(reason);
    this.options.onLost(reason);
  }

  /**
   * Subscribes again, and asks again what was not answered: by turns one first or the other, and one question after the
   * other, so that something comes through also where a connection lasts for a single question.
   */
  private async goOn(): Promise<void> {
    const { socket } = this;
    if (socket === undefined) return;
    const gone = new Promise((resolve) => socket.once("close", resolve));
    const isAskingFirst = this.reconnections++ % 2 === 1;
    this.isCatchingUp = true;
    if (!isAskingFirst) await this.options.onReconnected();
    for (;;) {
      if (this.socket !== socket || socket.readyState !== WebSocket.OPEN) return;
      const left = [...this.pending.values()].filter(({ sentOn }) => sentOn !== socket);
      // What takes long is asked last, and keeps nobody waiting.
      const next = left.find((pending) => !isLong(pending)) ?? left[0];
      if (left.length <= 1) this.isCatchingUp = false;
      if (next === undefined) break;
      this.send(next);
      if (isAskingFirst || left.length > 1) await Promise.race([next.settled, gone]);
    }
    if (isAskingFirst) await this.options.onReconnected();
  }
}

const isLong = ({ method }: Pending): boolean => method === "run.advance";

const settle = ({ resolve, reject }: Pending, { error, result }: Answer): void => {
  if (error === undefined || error === null) resolve(result);
  else reject(new RpcError(Number(error.code), plainText(String(error.message))));
};

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
    ? `nobody who is trusted vouches for its certificate (${plainText(message)}): name who does with --ca FILE`
    : code === "ECONNREFUSED"
      ? `nothing listens at ${url}: start an agent with ${ordealCommand} agent`
      : plainText(message);
