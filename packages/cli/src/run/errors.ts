import * as Schema from "effect/Schema";
import type { InputProblem } from "../files/input-problem.ts";

/** A result or journal could not be written. */
export class CannotWrite extends Schema.TaggedError<CannotWrite>()("CannotWrite", {
  path: Schema.String,
  reason: Schema.String,
}) {}

/** The simulation threw: a fault of Ordeal's own, or of a function that the experiment brings. */
export class RunBroke extends Schema.TaggedError<RunBroke>()("RunBroke", {
  file: Schema.String,
  command: Schema.String,
  reason: Schema.String,
}) {}

/** A function that the experiment brings threw, or answered what cannot be used. */
export class UserFunctionBroke extends Schema.TaggedError<UserFunctionBroke>()("UserFunctionBroke", {
  problem: Schema.Any as Schema.Codec<InputProblem>,
}) {}

/** The agent was lost, or refused something; there is no verdict. */
export class AgentFailed extends Schema.TaggedError<AgentFailed>()("AgentFailed", {
  url: Schema.String,
  reason: Schema.String,
  /** How far the run came, in microseconds. */
  atUs: Schema.Number,
  /** Injected faults that nobody saw healed. */
  unhealed: Schema.Array(Schema.String),
}) {}

/** A run went through more events than it may have: nobody knows what it would have come to. */
export class TookTooLong extends Schema.TaggedError<TookTooLong>()("TookTooLong", {
  file: Schema.String,
  command: Schema.String,
  eventsMax: Schema.Number,
  /** How far the run came, in microseconds. */
  atUs: Schema.Number,
}) {}

/** Everything that leaves a run without a result. */
export type Broken = CannotWrite | RunBroke | UserFunctionBroke | TookTooLong | AgentFailed;
