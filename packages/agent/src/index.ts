/**
 * The worlds behind the engine's port: a mock cluster in this process, the same behind a WebSocket, and the client to it.
 *
 * Map: `backend/` is what an agent can be in front of; `mock/` the simulated cluster behind it; `hosting/` the runs,
 * leases, halts and bounds of any backend, without a socket; `in-process.ts` makes that the engine's agent; `server/`
 * serves it (`serve.ts` first; `turns.ts` shares out the time); `metrics/` is its page for Prometheus; `client/` is the engine's agent over the socket
 * (`remote.ts` first).
 */
export type { AgentBackend, BackendRun } from "./backend/backend.ts";
export { type RemoteOptions, remote } from "./client/remote.ts";
export { writeExperiment } from "./client/written-experiment.ts";
export { inProcess } from "./in-process.ts";
export { type ExporterName, exporterNames, exporterOf } from "./metrics/exporters/index.ts";
export type { OpenRun } from "./mock/open-run.ts";
export type { Log, LogLine } from "./server/log.ts";
export { CannotServe, type ServeOptions, type Serving, serve } from "./server/serve.ts";
