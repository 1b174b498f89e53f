import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { WhenOver } from "../../../../test/support/program.ts";
import { type LogLine, type ServeOptions, serve } from "../../src/index.ts";

/** A server that stops when the test is over, with the log it wrote. */
export const startServer = async (options: Partial<ServeOptions> = {}, whenOver: WhenOver = onTestFinished) => {
  const scope = Effect.runSync(Scope.make());
  const log: Array<LogLine> = [];
  const serving = serve({ host: "127.0.0.1", port: 0, version: "test", log: (line) => log.push(line), ...options });
  const { url, port } = await Effect.runPromise(serving.pipe(Scope.provide(scope)));
  const stop = () => Effect.runPromise(Scope.close(scope, Exit.void));
  whenOver(stop);
  return { url, port, log, stop };
};

export interface Answer {
  readonly id?: unknown;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came over the wire
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came over the wire
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A client that knows nothing but WebSocket and JSON. */
export class RawClient {
  readonly socket: WebSocket;
  readonly frames: Array<Answer> = [];
  private readonly waiting = new Set<(frame: Answer | undefined) => void>();
  private lastId = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => {
      const frame = JSON.parse(data.toString()) as Answer;
      this.frames.push(frame);
      for (const look of this.waiting) look(frame);
    });
    socket.on("close", () => {
      for (const look of this.waiting) look(undefined);
    });
    socket.on("error", () => {});
  }

  static connect(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    whenOver: WhenOver = onTestFinished,
  ): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const client = new RawClient(new WebSocket(url, { headers }));
      client.socket.once("open", () => resolve(client));
      client.socket.once("error", reject);
      whenOver(() => client.socket.terminate());
    });
  }

  /** Waits for a frame that is to come; rejects when the connection closes before. */
  until(is: (frame: Answer) => boolean): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const look = (frame: Answer | undefined) => {
        if (frame === undefined) reject(new Error("the connection was closed"));
        else if (is(frame)) resolve(frame);
        else return;
        this.waiting.delete(look);
      };
      this.waiting.add(look);
      if (this.socket.readyState === WebSocket.CLOSED) look(undefined);
    });
  }

  /** Sends anything, and waits for the answer to it. */
  raw(frame: string | Buffer, id: unknown = null): Promise<Answer> {
    this.socket.send(frame);
    return this.until((answer) => answer.method === undefined && answer.id === id);
  }

  call(method: string, params: object = {}): Promise<Answer> {
    const id = `call ${++this.lastId}`;
    return this.raw(JSON.stringify({ jsonrpc: "2.0", id, method, params }), id);
  }

  /** The result of a call that must not fail. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came over the wire
  async ask(method: string, params: object = {}): Promise<any> {
    const { result, error } = await this.call(method, params);
    if (error !== undefined) throw new Error(`${method}: ${error.code} ${error.message}`);
    return result;
  }

  events(): ReadonlyArray<Answer> {
    return this.frames.filter(({ method }) => method === "event");
  }
}
