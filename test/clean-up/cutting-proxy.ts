import { createConnection, createServer, type Socket } from "node:net";
import type { WhenOver } from "../support/program.ts";

/** A wire between an engine and an agent that can be cut, also in the middle of a frame. */
export const cuttingProxy = async (port: number, whenOver: WhenOver) => {
  const pairs = new Set<readonly [Socket, Socket]>();
  /** How many more bytes of the agent's come through before the wire is cut; Infinity for no cut. */
  let leftBytes = Number.POSITIVE_INFINITY;
  let nextBytes = () => Number.POSITIVE_INFINITY;
  let isRefusing = false;
  let cuts = 0;
  const server = createServer((near) => {
    if (isRefusing) return near.destroy();
    const far = createConnection(port, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const socket of pair) socket.on("error", () => {});
    near.on("close", () => far.destroy()).on("data", (bytes) => far.write(bytes));
    far
      .on("close", () => near.destroy())
      .on("data", (bytes) => {
        if (bytes.length < leftBytes) {
          leftBytes -= bytes.length;
          near.write(bytes);
          return;
        }
        // What is left of the frame never arrives.
        cuts++;
        near.end(bytes.subarray(0, leftBytes));
        leftBytes = nextBytes();
        far.destroy();
        pairs.delete(pair);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  whenOver(close);
  const address = server.address();
  return {
    url: `ws://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    /** Cuts ever again, each time after so many bytes of the agent's. */
    cutAfter: (next: () => number) => {
      nextBytes = next;
      leftBytes = next();
    },
    /** Cuts for good. */
    stop: () => {
      isRefusing = true;
      for (const pair of pairs) for (const socket of pair) socket.destroy();
    },
    get cuts() {
      return cuts;
    },
  };
};
