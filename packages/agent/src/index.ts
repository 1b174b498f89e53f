/**
 * The worlds behind the engine's port: a mock cluster in this process, the same behind a WebSocket, and the client to it.
 *
 * Map: `mock/` is the cluster with its runs and leases, without a socket; `in-process.ts` makes it the engine's agent;
 * `server/` serves it (`serve.ts` first); `client/` is the engine's agent over the socket (`remote.ts` first).
 */
export { type RemoteOptions, remote } from "./client/remote.ts";
export { inProcess } from "./in-process.ts";
export type { OpenRun, Simulation } from "./mock/simulation.ts";
export type { Log, LogLine } from "./server/log.ts";
export { CannotServe, type ServeOptions, type Serving, serve } from "./server/serve.ts";
