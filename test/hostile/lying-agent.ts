import { onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { WhenOver } from "../support/program.ts";

/** A frame of the protocol, whichever way it goes. */
// biome-ignore lint/suspicious/noExplicitAny: whoever lies says anything
export type Frame = any;

/** What one side of a connection can do beside passing a frame on. */
export interface Mouth {
  /** Says something to the client. */
  readonly say: (frame: Frame) => void;
  readonly hangUp: () => void;
}

export interface Lie {
  /** Called as soon as a client connects; counts from 0. */
  readonly connects?: ((nth: number, mouth: Mouth) => void) | undefined;
  /** What becomes of a request of the client's: `false` keeps it from the agent. `nth` counts from 1. */
  readonly asks?: ((request: Frame, mouth: Mouth, nth: number) => boolean | undefined) | undefined;
  /** What becomes of a frame of the agent's, with the method that it answers: `false` keeps it from the client. */
  readonly says?: ((frame: Frame, method: string | undefined, mouth: Mouth) => boolean | undefined) | undefined;
}

/** An agent that lies: it passes frames to an honest one and back, but for what the lie says. Returns its address. */
export const lyingAgent = async (
  honestUrl: string,
  { connects, asks, says }: Lie,
  whenOver: WhenOver = onTestFinished,
): Promise<string> => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/v1" });
  let connections = 0;
  let requests = 0;
  server.on("connection", (client) => {
    const agent = new WebSocket(`${honestUrl}/v1`, { perMessageDeflate: false });
    const waiting: Array<string> = [];
    const methods = new Map<unknown, string>();
    const mouth: Mouth = {
      say: (frame) => {
        if (client.readyState === WebSocket.OPEN)
          client.send(typeof frame === "string" ? frame : JSON.stringify(frame));
      },
      hangUp: () => client.terminate(),
    };
    client.on("error", () => {}).on("close", () => agent.terminate());
    agent.on("error", () => {}).on("close", () => client.terminate());
    agent.on("open", () => {
      for (const text of waiting.splice(0)) agent.send(text);
    });
    client.on("message", (data) => {
      const request: Frame = JSON.parse(data.toString());
      methods.set(request.id, request.method);
      if (asks?.(request, mouth, ++requests) === false) return;
      const text = JSON.stringify(request);
      if (agent.readyState === WebSocket.OPEN) agent.send(text);
      else waiting.push(text);
    });
    agent.on("message", (data) => {
      const frame: Frame = JSON.parse(data.toString());
      if (says?.(frame, methods.get(frame.id), mouth) !== false) mouth.say(frame);
    });
    connects?.(connections++, mouth);
  });
  await new Promise((resolve) => server.on("listening", resolve));
  whenOver(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const address = server.address();
  return `ws://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
};

/** Answers a request in the agent's place. */
export const answer = (request: Frame, result: Frame): Frame => ({ jsonrpc: "2.0", id: request.id, result });
