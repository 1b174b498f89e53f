import type { Finding, Judgement, Metrics, RunResult, Verdict } from "@ordeal/model";
import * as Schema from "effect/Schema";
import type { SteadyReport } from "./monitor/steady-state.ts";

/** What an experiment came to. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly judgements: ReadonlyArray<Judgement>;
  readonly findings: ReadonlyArray<Finding>;
  /** What the agent said that cannot be so, and what others did to the run; each is a finding too. */
  readonly doubts: ReadonlyArray<string>;
  /** What makes a pass worth less than it looks. */
  readonly warnings: ReadonlyArray<string>;
  readonly result: RunResult;
  /** The metrics of the same run without any fault, where a threshold asks for them. */
  readonly twin: Metrics | undefined;
  readonly steadyState: SteadyReport | undefined;
  /** The condition of `stopWhen` that ended it early, and when. */
  readonly stopped: { readonly condition: string; readonly atUs: number } | undefined;
  /** Injected faults that nobody saw healed. */
  readonly unhealed: ReadonlyArray<string>;
  readonly journal: { readonly events: number; readonly sha256: string };
}

/** The agent was lost, or refused something, so that there is no outcome. */
export class Aborted extends Schema.TaggedError<Aborted>()("Aborted", {
  reason: Schema.String,
  /** How far the run came, in microseconds. */
  atUs: Schema.Number,
  unhealed: Schema.Array(Schema.String),
}) {}

/** The agent cannot do what the experiment asks for. Nothing was injected. */
export class Incapable extends Schema.TaggedError<Incapable>()("Incapable", {
  agent: Schema.String,
  /** The kinds that it cannot inject, or not into these targets, each with the reason where it tells one. */
  kinds: Schema.Array(Schema.String),
}) {}
