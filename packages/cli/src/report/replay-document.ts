import type { Block, BlocksPicture, ReportPart } from "@ordeal/dashboard";
import { humanDuration, humanInstant, humanMetric, humanNumber, percent, type ResultDocument } from "@ordeal/model";
import * as Schema from "effect/Schema";

const Count = Schema.NullOr(Schema.Number);
const Whole = Schema.Struct({ effectiveThroughput: Count, steps: Count, interruptions: Count });

const ReplayedFault = Schema.Struct({
  id: Schema.String,
  kind: Schema.String,
  atUs: Schema.Number,
  skipped: Schema.NullOr(Schema.String),
  within: Schema.NullOr(Schema.String),
  noticedAfterUs: Count,
  resumedFromRecorded: Count,
  lostUs: Count,
  cause: Schema.NullOr(Schema.String),
  observed: Schema.NullOr(
    Schema.Struct({
      lost: Schema.optionalKey(Schema.Number),
      noticedAfter: Schema.optionalKey(Schema.Number),
      resumedFrom: Schema.optionalKey(Schema.Number),
    }),
  ),
});

const Row = Schema.Struct({
  name: Schema.String,
  effectiveThroughput: Count,
  interruptions: Schema.Number,
  recoveryTimeMean: Count,
  checkpointOverhead: Count,
  savedUs: Count,
});

/** What a report reads of the document of `replay --json`, beside the result. */
export const ReplayDocument = Schema.Struct({
  replay: Schema.Struct({
    timeline: Schema.String,
    title: Schema.String,
    experiment: Schema.String,
    faults: Schema.Int,
    applied: Schema.Int,
    events: Schema.Array(ReplayedFault),
    run: Schema.Struct({
      observed: Whole,
      simulated: Whole,
      unexplained: Schema.NullOr(Schema.Struct({ share: Schema.Number, us: Schema.Number })),
    }),
  }),
  comparison: Schema.Struct({ rows: Schema.Array(Row) }),
});
type ReplayDocument = typeof ReplayDocument.Type;

const FAULTS_SHOWN = 100;

/** What was observed beside what was simulated, and the same faults under other settings. */
export const replayBlocks = (
  { replay, comparison }: ReplayDocument,
  { command, verdict }: Pick<ResultDocument, "command" | "verdict">,
): BlocksPicture => ({
  title: `${replay.title}: observed beside simulated`,
  verdict,
  headline: `${humanNumber(replay.applied)} of ${humanNumber(replay.faults)} faults of ${replay.timeline}, on ${replay.experiment}`,
  blocks: [wholeRun(replay.run), ...faultByFault(replay.events), whatIf(comparison.rows)],
  commands: [command],
});

/** The same, of a document as it is about to be printed. */
export const replayParts = (
  document: object,
  result: Pick<ResultDocument, "command" | "verdict">,
): ReadonlyArray<ReportPart> => {
  const read = Schema.decodeUnknownSync(ReplayDocument)(JSON.parse(JSON.stringify(document)));
  return [{ what: "blocks", part: replayBlocks(read, result) }];
};

const say = (value: number | null | undefined, print: (value: number) => string): string =>
  value === null || value === undefined ? "·" : print(value);

const wholeRun = ({ observed, simulated, unexplained }: ReplayDocument["replay"]["run"]): Block => ({
  show: "table",
  title: "The whole run",
  head: ["", "observed", "simulated"],
  names: 1,
  rows: [
    ["effective throughput", say(observed.effectiveThroughput, percent), say(simulated.effectiveThroughput, percent)],
    ["steps", say(observed.steps, humanNumber), say(simulated.steps, humanNumber)],
    ["interruptions", say(observed.interruptions, humanNumber), say(simulated.interruptions, humanNumber)],
    ...(unexplained === null
      ? []
      : [["not explained", "", `${percent(unexplained.share)}, ${humanDuration(unexplained.us)}`]]),
  ],
});

const faultByFault = (events: ReplayDocument["replay"]["events"]): ReadonlyArray<Block> => {
  if (events.length === 0) return [];
  const rows = events.slice(0, FAULTS_SHOWN).map((event) => {
    const { atUs, cause, kind, observed, lostUs, noticedAfterUs, resumedFromRecorded, within, skipped } = event;
    return [
      humanInstant(atUs),
      cause ?? kind,
      say(observed?.lost, humanDuration),
      skipped ?? (within === null ? say(lostUs, humanDuration) : `with ${within}`),
      say(observed?.noticedAfter, humanDuration),
      say(noticedAfterUs, humanDuration),
      say(observed?.resumedFrom, humanNumber),
      say(resumedFromRecorded, humanNumber),
    ];
  });
  const more = events.length - rows.length;
  return [
    {
      show: "table",
      title: `Fault by fault${more > 0 ? `, the first ${FAULTS_SHOWN} of ${humanNumber(events.length)}` : ""}`,
      head: [
        "when",
        "what",
        "lost, observed",
        "simulated",
        "noticed after, observed",
        "simulated",
        "went on from step, observed",
        "simulated",
      ],
      names: 2,
      rows,
    },
  ];
};

const whatIf = (rows: ReplayDocument["comparison"]["rows"]): Block => ({
  show: "table",
  title: "What if? The same faults",
  head: ["", "effective throughput", "stops", "recovery, mean", "saving", "saved"],
  names: 1,
  rows: rows.map(
    ({ name, effectiveThroughput, interruptions, recoveryTimeMean, checkpointOverhead, savedUs }, index) => [
      name,
      say(effectiveThroughput, percent),
      humanNumber(interruptions),
      say(recoveryTimeMean, (seconds) => humanMetric(seconds, "duration")),
      say(checkpointOverhead, percent),
      index === 0 ? "" : say(savedUs, humanDuration),
    ],
  ),
});
