/**
 * Ordeal for your own code: plain Promises and plain objects. Times in results are microseconds, and seconds in metrics.
 *
 * - {@link simulate} puts an experiment through its whole duration;
 * - {@link run} runs and judges it, here or on an agent;
 * - {@link hunt} searches for the smallest timeline of faults that breaks its target;
 * - {@link serve} is the mock cluster behind a WebSocket, {@link connect} a client to it, or to any agent.
 */
export {
  BadInput,
  type ExperimentInput,
  experiment,
  type LoadedExperiment,
  readCounterexample,
  readExperiment,
} from "@ordeal/cli";
export type { JournalEvent, Metrics, ResultDocument, RunResult, Snapshot, Verdict } from "@ordeal/model";
export {
  AgentError,
  type Connection,
  connect,
  type InjectOptions,
  type OpenOptions,
  type RemoteRun,
} from "./connect.ts";
export { type Counterexample, type HuntOptions, type HuntResult, hunt } from "./hunt.ts";
export { type AgentAddress, NoResult, type RunOptions, run } from "./run.ts";
export { type Served, type ServeOptions, serve } from "./serve.ts";
export { type SimulateOptions, simulate } from "./simulate.ts";
export type { Subject, SubjectOptions } from "./subject.ts";
