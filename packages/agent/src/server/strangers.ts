import type { Socket } from "node:net";

/** How many connections may be there that brought no token yet, and how long one may take to come in or be answered. */
const STRANGERS_MAX = 1_000;
const HANDSHAKE_MS = 5_000;
const ANSWER_MS = 10_000;

interface Stranger {
  readonly socket: Socket;
  endMs: number;
}

/**
 * Connections that have not come in as clients: they say who they are, or get their page, within seconds. Where there
 * are too many the oldest goes, so that they take nobody's room but each other's.
 */
export class Strangers {
  private readonly nowMs: () => number;
  private readonly byPeer = new Map<string, Stranger>();

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  get size(): number {
    return this.byPeer.size;
  }

  add(socket: Socket): void {
    const peer = peerOf(socket);
    socket.once("close", () => {
      if (this.byPeer.get(peer)?.socket === socket) this.byPeer.delete(peer);
    });
    this.byPeer.set(peer, { socket, endMs: this.nowMs() + HANDSHAKE_MS });
    for (const [oldest, { socket: first }] of this.byPeer) {
      if (this.byPeer.size <= STRANGERS_MAX) break;
      this.byPeer.delete(oldest);
      first.destroy();
    }
  }

  /** It asked for a page, whole: it has a little longer to read it. */
  ask(socket: Socket): void {
    const stranger = this.byPeer.get(peerOf(socket));
    if (stranger !== undefined) stranger.endMs = this.nowMs() + ANSWER_MS;
  }

  /** It is a client now. */
  letIn(socket: Socket): void {
    this.byPeer.delete(peerOf(socket));
  }

  /** Ends those that took too long; to be called several times a second. */
  endLate(): void {
    const nowMs = this.nowMs();
    for (const { socket, endMs } of this.byPeer.values()) if (endMs <= nowMs) socket.destroy();
  }

  endAll(): void {
    for (const { socket } of this.byPeer.values()) socket.destroy();
  }
}

/** With TLS there are two sockets a connection: what both have in common is the other side's address. */
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
