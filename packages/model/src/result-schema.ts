import * as Schema from "effect/Schema";
import { faultKindNames } from "./fault-kind.ts";
import { buckets } from "./ledger.ts";
import { metricNames, statistics, statisticsOf } from "./metric.ts";
import type { RunResult } from "./result.ts";

const Measured = Schema.NullOr(Schema.Number);
const Sampled = Schema.Struct(Object.fromEntries(statistics.map((name) => [name, Measured])));
const Metrics = Schema.Struct(
  Object.fromEntries(metricNames.map((name) => [name, statisticsOf(name) === undefined ? Measured : Sampled])),
);
const counts = [
  "steps",
  "faults",
  "faultsOnJob",
  "faultsSkipped",
  "interruptions",
  "checkpoints",
  "checkpointsSkipped",
  "checkpointsTorn",
  "recoveries",
  "shrinks",
  "starvations",
] as const satisfies ReadonlyArray<keyof RunResult["counts"]>;

/** What a run comes to, as an agent sends it. */
export const RunResultSchema = Schema.Struct({
  seed: Schema.Int,
  wallUs: Schema.Int,
  metrics: Metrics,
  ledgerUs: Schema.Record(Schema.Literals(buckets), Schema.Int),
  counts: Schema.Record(Schema.Literals(counts), Schema.Int),
  interruptions: Schema.Array(
    Schema.Struct({
      atUs: Schema.Int,
      kind: Schema.Literals(faultKindNames),
      cause: Schema.String,
      faultId: Schema.String,
      recoveryUs: Schema.Int,
      isOver: Schema.Boolean,
      lostUs: Schema.Int,
    }),
  ),
  faultsByCause: Schema.Array(
    Schema.Struct({ cause: Schema.String, kind: Schema.Literals(faultKindNames), count: Schema.Int }),
  ),
  starved: Schema.Boolean,
  intervalUs: Schema.NullOr(Schema.Number),
}) as unknown as Schema.Codec<RunResult>;
