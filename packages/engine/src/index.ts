/**
 * The chaos engine: one experiment's life on any agent. Hypothesis, faults, observation, heal, hypothesis again, verdict.
 *
 * Map: `experiment.ts` is the life; `agent.ts` the port to whatever is put through faults; `injection.ts` what strikes, on
 * a lease, and is healed; `observe.ts` lets time pass; `monitor/` is what is looked at meanwhile; `audit/` holds the agent to
 * its word; `journal/` what is written down; `outcome.ts` what it comes to.
 */
export * from "./agent.ts";
export { runExperiment } from "./experiment.ts";
export type { ExperimentOptions } from "./experiment-options.ts";
export type { EngineLine, JournalEnd, JournalLine, JournalStart } from "./journal/line.ts";
export {
  type JournalProblem,
  JournalReader,
  type JournalSummary,
  type ReadLine,
  readJournal,
} from "./journal/reader.ts";
export { JournalUnwritable } from "./journal/writer.ts";
export type { SteadyReport } from "./monitor/steady-state.ts";
export { Aborted, Incapable, type Outcome } from "./outcome.ts";
