import * as Schema from "effect/Schema";
import { ClusterDocumentSchema } from "./cluster-document.ts";
import { faultKindNames } from "./fault-kind.ts";
import { bucketDefinitions, buckets } from "./ledger.ts";
import {
  type MetricName,
  type MetricUnit,
  metricNames,
  metrics,
  type Statistic,
  statistics,
  statisticsOf,
} from "./metric.ts";
import type { Counts, ResultDocument, RunResult } from "./result.ts";
import type { Said } from "./text.ts";
import { verdicts } from "./verdict.ts";

const units: Readonly<Record<MetricUnit, string | undefined>> = {
  ratio: undefined,
  duration: "seconds",
  count: undefined,
  flops: "FLOP a second",
  kWh: "kWh",
};

const statisticMeanings: Readonly<Record<Statistic, string>> = {
  mean: "the mean",
  p50: "the median",
  p90: "the 90th percentile",
  p99: "the 99th percentile",
  max: "the largest",
};

const sentence = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}.`;

/** A number that a run measured, or `null` where there was no sample. */
const measured = (name: MetricName, statistic?: Statistic) => {
  const { meaning, unit } = metrics[name];
  const said = statistic === undefined ? meaning : statisticMeanings[statistic];
  return Schema.NullOr(Schema.Number).annotate({
    description: sentence(`${said}; \`null\` without a sample`),
    ...(units[unit] === undefined ? {} : { unit: units[unit] }),
    example: unit === "ratio" ? 0.953 : unit === "duration" ? 271.5 : unit === "flops" ? 1.2e17 : 14,
  });
};
const Metrics = Schema.Struct(
  Object.fromEntries(
    metricNames.map((name) => [
      name,
      statisticsOf(name) === undefined
        ? measured(name)
        : Schema.Struct(Object.fromEntries(statistics.map((one) => [one, measured(name, one)]))).annotate({
            description: sentence(metrics[name].meaning),
          }),
    ]),
  ),
);

const whole = (said: Said) => Schema.Int.annotate({ ...said });
const us = (description: string, example: number) => whole({ description, unit: "microseconds", example });
const words = (description: string, example: string) => Schema.String.annotate({ description, example });
const flag = (description: string, example: boolean) => Schema.Boolean.annotate({ description, example });

const LedgerUs = Schema.Struct(
  Object.fromEntries(buckets.map((name) => [name, us(sentence(bucketDefinitions[name]), 2_400_000_000)])),
);

const countMeanings: Readonly<Record<keyof Counts, string>> = {
  steps: "Steps that count at the end.",
  faults: "Faults that struck, scripted ones and those of hazards.",
  faultsOnJob: "Those that stopped the job, or would have had it been up, and to which it was exposed.",
  faultsSkipped: "Faults that found nothing to strike, or were withheld.",
  interruptions: "Stops of the job.",
  checkpoints: "Copies that became durable.",
  checkpointsSkipped: "Saves left out because the tier still wrote the one before.",
  checkpointsTorn: "Copies whose persist never ended.",
  recoveries: "Recoveries that ended with the job stepping again.",
  shrinks: "How often the job went on with fewer replicas.",
  starvations: "How often a recovery waited for nodes.",
};
const CountsSchema = Schema.Struct(
  Object.fromEntries(
    Object.entries(countMeanings).map(([name, description]) => [name, whole({ description, example: 12 })]),
  ),
);

const kind = Schema.Literals(faultKindNames).annotate({ description: "The kind of fault.", example: "node.crash" });
const cause = words("What people call it, else its kind.", "HBM3 memory");
const Interruption = Schema.Struct({
  atUs: us("When the job stopped.", 3_000_000_000),
  kind,
  cause,
  faultId: words("The fault that stopped it.", "cards#17"),
  recoveryUs: us("From the stop of stepping to the first step after it; so far, where it is not over.", 271_500_000),
  isOver: flag("Whether the job stepped again before the run ended.", true),
  lostUs: us("The stepping time that was thrown away, as it ran.", 412_000_000),
});
const FaultsByCause = Schema.Struct({
  cause,
  kind,
  count: whole({ description: "How many of them were on the job.", unit: "faults", example: 148 }),
});

/** What a run comes to, whoever judges it. */
const measuredFields = {
  seed: whole({ description: "The seed of the run.", example: 1 }),
  wallUs: us("How long the run lasted.", 2_592_000_000_000),
  metrics: Metrics.annotate({ description: "Every metric; durations in seconds." }),
  ledgerUs: LedgerUs.annotate({ description: "The wall time by bucket; the buckets sum to `wallUs` exactly." }),
  counts: CountsSchema.annotate({ description: "How often things happened." }),
  interruptions: Schema.Array(Interruption).annotate({ description: "Every stop of the job, in order." }),
  faultsByCause: Schema.Array(FaultsByCause).annotate({
    description: "Faults on the job by cause, most frequent first.",
  }),
  starved: flag("Whether the job was waiting for nodes when the run ended.", false),
} as const;

/** What a run comes to, as an agent sends it. */
export const RunResultSchema = Schema.Struct({
  ...measuredFields,
  intervalUs: Schema.NullOr(Schema.Number).annotate({
    description: "The checkpoint interval at the start, where it is a time; else `null`.",
    unit: "microseconds",
    example: 600_000_000,
  }),
  violations: Schema.optionalKey(
    Schema.Array(
      words("One of them.", "it went back to step 100, although the copy of step 200 was whole and good"),
    ).annotate({ description: "Of a real job: what cannot be so in one that keeps what it promises." }),
  ),
  doubts: Schema.optionalKey(
    Schema.Array(words("One of them.", "the training ended by itself after 50 s")).annotate({
      description: "Of a real job: what was not measured.",
    }),
  ),
}) as unknown as Schema.Codec<RunResult>;

const Judgement = Schema.Struct({
  expression: words("The threshold, as it was written.", "effectiveThroughput >= 95 %"),
  actual: Schema.NullOr(Schema.Number).annotate({
    description: "What was measured, in the metric's unit; of a twin, the ratio to it; `null` without a sample.",
    example: 0.953,
  }),
  held: Schema.NullOr(Schema.Boolean).annotate({
    description: "Whether it held; `null` where nothing was measured, or there was no baseline.",
    example: true,
  }),
  baseline: Schema.optionalKey(
    Schema.NullOr(
      Schema.Struct({
        value: Schema.Number.annotate({
          description: "What the baseline came to, in the metric's unit.",
          example: 0.958,
        }),
        limit: Schema.Number.annotate({
          description: "What the threshold asks for, in the metric's unit.",
          example: 0.953,
        }),
      }),
    ).annotate({
      description: "What it was set against; `null` without a baseline that has a sample.",
      otherwise: "it is not of a baseline",
    }),
  ),
});

const Baseline = Schema.Struct({
  file: words("The file that holds it.", "baselines/experiment.result.json"),
  seed: whole({ description: "The seed of its run.", example: 1 }),
  wallUs: us("How long its run lasted.", 2_592_000_000_000),
  sha256: words("The SHA-256 of its journal.", "9f86d081884c7d65…"),
});

const Finding = Schema.Struct({
  verdict: Schema.Literals(verdicts).annotate({ description: "What it makes of the verdict.", example: "unknown" }),
  reason: words("Why it does.", "no injected fault struck: nothing was put to the test"),
});

const SteadyState = Schema.Struct({
  before: Schema.NullOr(Schema.Boolean).annotate({
    description: "Whether it held before the first fault; `null` where nobody looked.",
    example: true,
  }),
  duringShare: Schema.NullOr(Schema.Number).annotate({
    description: "The share of the looks at which it held between the first and the last fault; `null` without any.",
    example: 0.82,
  }),
  recoveredAfterUs: Schema.NullOr(Schema.Int).annotate({
    description: "How long after the last fault it held again; `null` where it did not.",
    unit: "microseconds",
    example: 320_000_000,
  }),
});

const Stopped = Schema.Struct({
  condition: words("The condition of `stopWhen`.", "downtime > 6 hours"),
  atUs: us("When it came true.", 90_000_000_000),
});

const Journal = Schema.Struct({
  events: whole({ description: "How many events it has.", unit: "events", example: 12_345 }),
  sha256: words("The SHA-256 of its lines: the same for the same experiment and seed.", "9f86d081884c7d65…"),
  file: Schema.NullOr(Schema.String).annotate({
    description: "The file that it was written to; `null` without `--out`.",
    example: "out/experiment.journal.ndjson",
  }),
  complete: flag("Whether it goes to the end of the run.", true),
});

const Warning = Schema.Struct({
  message: words("What it is.", "the link fault struck without any effect on the job"),
  source: Schema.optionalKey(words("The file that says what is warned of.", "experiment.yaml")),
  line: Schema.optionalKey(whole({ description: "The line there, from 1.", example: 12 })),
  column: Schema.optionalKey(whole({ description: "The column there, from 1.", example: 5 })),
  path: Schema.optionalKey(
    Schema.Array(Schema.Union([Schema.String, Schema.Number])).annotate({
      description: "The field, key by key.",
      example: ["job", "linearity"],
    }),
  ),
});

const Assumed = Schema.Struct({
  field: words("The field that the experiment leaves out.", "cluster.cardFlops"),
  value: Schema.Unknown.annotate({
    description: "What is taken for it, as people would write it.",
    example: "752 TFLOPS",
  }),
  of: words("Whose figure that is.", "an Ascend 910C in a CloudMatrix384"),
});

/** The document that `run --json` prints for one experiment. */
export const ResultDocumentSchema = Schema.Struct({
  ordeal: words("The version that ran it.", "0.1.0"),
  experiment: words("The file's name without its extension.", "08-shenzhen-thirty-days"),
  title: words("The experiment's title.", "Thirty days of Shenzhen"),
  cluster: ClusterDocumentSchema.annotate({ description: "The machine that it ran on." }),
  assumed: Schema.Array(Assumed).annotate({
    description: "What the experiment left to be assumed of that machine; empty where it said everything.",
  }),
  verdict: Schema.Literals(verdicts).annotate({ description: "The worst of all that was judged.", example: "pass" }),
  ...measuredFields,
  thresholds: Schema.Array(Judgement).annotate({ description: "Every threshold, in order." }),
  baseline: Schema.NullOr(Baseline).annotate({
    description: "The earlier result that thresholds were set against; `null` without `--baseline`.",
  }),
  findings: Schema.Array(Finding).annotate({
    description: "What beside the thresholds decides the verdict, and why.",
  }),
  steadyState: Schema.NullOr(SteadyState).annotate({
    description: "What became of the steady state; `null` where none was asked for.",
  }),
  stopped: Schema.NullOr(Stopped).annotate({ description: "What ended the run early; `null` where nothing did." }),
  unhealed: Schema.Array(Schema.String).annotate({
    description: "Ids of injected faults that nobody saw healed.",
    example: ["pump"],
  }),
  journal: Journal.annotate({ description: "The journal of the run." }),
  warnings: Schema.Array(Warning).annotate({ description: "What makes a pass worth less than it looks." }),
  command: words("One line that reproduces the run.", "ordeal run experiment.yaml --seed 1"),
}) as unknown as Schema.Codec<ResultDocument>;
