import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_MS = 50;

/** A name of the machine that one process holds at a time. The kernel lets it go when the process ends, however it ends. */
export interface Lock {
  readonly release: () => Promise<void>;
}

/** Takes a name, waiting for it for so long; `undefined` where another process holds it. */
export const takeLock = async (name: string, waitMs = 0): Promise<Lock | undefined> => {
  for (const endMs = performance.now() + waitMs; ; await sleep(LOOK_MS)) {
    const server = await listen(`\0ordeal/${name}`);
    if (server !== undefined) return { release: () => new Promise((done) => server.close(() => done())) };
    if (performance.now() >= endMs) return undefined;
  }
};

/** A socket of the abstract kind, which has no file that could be left behind. Nobody is answered. */
const listen = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
