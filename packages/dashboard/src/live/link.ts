/** What the page speaks through: requests of the agent's protocol, and what it says by itself. */
export interface LinkEvents {
  readonly onOpen: () => void;
  readonly onLost: (why: string) => void;
  readonly onNotification: (method: string, params: Readonly<Record<string, unknown>>) => void;
}

/** An answer that says no. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const RETRY_MS = [250, 500, 1_000, 2_000, 5_000];

/** JSON-RPC 2.0 over a WebSocket that comes back by itself when it is lost. */
export class Link {
  private readonly url: string;
  private readonly events: LinkEvents;
  private readonly waiting = new Map<number, Waiting>();
  private socket: WebSocket | undefined;
  private nextId = 1;
  private tries = 0;

  constructor(url: string, events: LinkEvents) {
    this.url = url;
    this.events = events;
  }

  connect(): void {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.tries = 0;
      this.events.onOpen();
    };
    socket.onmessage = ({ data }) => this.take(String(data));
    socket.onclose = ({ reason }) => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      const why = reason === "" ? "the agent does not answer" : reason;
      for (const { reject } of this.waiting.values()) reject(new Error(why));
      this.waiting.clear();
      this.events.onLost(why);
      setTimeout(() => this.connect(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
    };
  }

  call<Result>(method: string, params: object = {}): Promise<Result> {
    const { socket } = this;
    if (socket === undefined || socket.readyState !== WebSocket.OPEN)
      return Promise.reject(new Error("there is no connection to the agent"));
    const id = this.nextId++;
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
    });
  }

  private take(text: string): void {
    const frame = JSON.parse(text) as {
      readonly id?: number;
      readonly method?: string;
      readonly params?: Readonly<Record<string, unknown>>;
      readonly result?: unknown;
      readonly error?: { readonly code: number; readonly message: string };
    };
    if (frame.method !== undefined) return this.events.onNotification(frame.method, frame.params ?? {});
    const waiting = this.waiting.get(frame.id ?? 0);
    if (waiting === undefined) return;
    this.waiting.delete(frame.id ?? 0);
    if (frame.error === undefined) waiting.resolve(frame.result);
    else waiting.reject(new Refusal(frame.error.code, frame.error.message));
  }
}
