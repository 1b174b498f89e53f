import * as Schema from "effect/Schema";

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
