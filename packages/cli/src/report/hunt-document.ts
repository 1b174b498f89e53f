import type { Block, BlocksPicture, ReportPart, TimeBar } from "@ordeal/dashboard";
import {
  DurationUs,
  decode,
  humanDuration,
  humanMetricAgainst,
  humanNumber,
  ThresholdText,
  unitOf,
} from "@ordeal/model";
import * as Schema from "effect/Schema";

const Margin = Schema.Struct({
  expression: Schema.String,
  actual: Schema.NullOr(Schema.Number),
  undisturbed: Schema.NullOr(Schema.Number),
  limit: Schema.Number,
  held: Schema.NullOr(Schema.Boolean),
});
const WrittenFault = Schema.Record(Schema.String, Schema.Unknown);

/** What a report reads of the document of `hunt --json`. */
export const HuntDocument = Schema.Struct({
  ordeal: Schema.String,
  experiment: Schema.String,
  seed: Schema.Int,
  budget: Schema.String,
  found: Schema.Boolean,
  interrupted: Schema.Boolean,
  findings: Schema.Array(Schema.Struct({ verdict: Schema.String, reason: Schema.String })),
  timelines: Schema.Int,
  checked: Schema.Int,
  worst: Schema.NullOr(
    Schema.Struct({ harm: Schema.Number, threshold: Schema.NullOr(Margin), timeline: Schema.Array(WrittenFault) }),
  ),
  counterexample: Schema.optionalKey(
    Schema.Struct({
      title: Schema.String,
      timeline: Schema.Array(WrittenFault),
      story: Schema.Array(Schema.String),
      thresholds: Schema.Array(Margin),
      isMinimal: Schema.Boolean,
      isVerified: Schema.Boolean,
    }),
  ),
  coverage: Schema.Array(Schema.Struct({ kind: Schema.String, phase: Schema.String, hits: Schema.Int })),
  command: Schema.String,
});
type HuntDocument = typeof HuntDocument.Type;

/** What a search came to: the story with the smallest timeline drawn, and how hard was looked. */
export const huntBlocks = (document: HuntDocument): BlocksPicture => {
  const { experiment, found, interrupted, findings, timelines, checked, budget, seed, counterexample } = document;
  const worst = counterexample === undefined ? document.worst : null;
  const hits = document.coverage.filter(({ hits }) => hits > 0).length;
  return {
    title: counterexample?.title ?? `${experiment}: no timeline of faults was found that breaks its target`,
    verdict: found ? "fail" : interrupted || findings.length > 0 ? "unknown" : "pass",
    headline: `${experiment}, every timeline within "${budget}", search seed ${seed}${interrupted ? ", interrupted" : ""}`,
    blocks: [
      ...findings.map(({ verdict, reason }): Block => ({ show: "text", text: `${verdict}: ${reason}` })),
      ...(counterexample === undefined
        ? []
        : [
            ...drawnTimeline(
              `The ${counterexample.isMinimal ? "smallest" : "smallest found so far"} timeline that breaks it${counterexample.isVerified ? "" : ", not verified"}`,
              counterexample.timeline,
            ),
            marginsTable("What it does to the target", counterexample.thresholds),
            { show: "lines", title: "The story", lines: counterexample.story } as const,
          ]),
      ...(worst === null
        ? []
        : [
            ...drawnTimeline("The worst timeline that was tried", worst.timeline),
            ...(worst.threshold === null ? [] : [marginsTable("What it does to the target", [worst.threshold])]),
          ]),
      {
        show: "text",
        text: `${humanNumber(timelines)} timelines were tried, ${humanNumber(checked)} of them with every invariant checked; ${hits} of ${document.coverage.length} pairs of kind and phase were hit.`,
      },
      coverageHeat(document.coverage),
    ],
    commands: [document.command],
  };
};

/** The same, of a document as it is about to be printed. */
export const huntParts = (document: object): ReadonlyArray<ReportPart> => [
  { what: "blocks", part: huntBlocks(Schema.decodeUnknownSync(HuntDocument)(JSON.parse(JSON.stringify(document)))) },
];

const marginsTable = (title: string, margins: ReadonlyArray<typeof Margin.Type>): Block => ({
  show: "table",
  title,
  head: ["threshold", "", "with the faults", "without them"],
  names: 2,
  rows: margins.map(({ expression, actual, undisturbed, limit, held }) => {
    const threshold = decode(ThresholdText, expression);
    const say = (value: number | null) =>
      value === null || !("value" in threshold) ? "–" : humanMetricAgainst(value, limit, unitOf(threshold.value));
    return [expression, held === null ? "? unknown" : held ? "✓ held" : "✗ missed", say(actual), say(undisturbed)];
  }),
});

/** The faults of a timeline as bars, where all of them say when they strike. */
const drawnTimeline = (
  title: string,
  faults: ReadonlyArray<Readonly<Record<string, unknown>>>,
): ReadonlyArray<Block> => {
  const bars = faults.flatMap((fault): ReadonlyArray<TimeBar> => {
    const fromUs = durationOf(fault.at);
    if (fromUs === undefined) return [];
    const us = durationOf(fault.duration);
    const label = `${text(fault.kind)} of ${text(fault.target)}${us === undefined ? "" : `, ${humanDuration(us)}`}`;
    return [{ label, fromUs, toUs: fromUs + (us ?? 0), kind: "fault scripted" }];
  });
  if (bars.length < faults.length || bars.length === 0) {
    return [{ show: "lines", title, lines: faults.map((fault) => JSON.stringify(fault)) }];
  }
  const durationUs = Math.max(1, ...bars.map(({ toUs }) => toUs)) * 1.05;
  return [{ show: "bars", title, durationUs, bars: bars.toSorted((a, b) => a.fromUs - b.fromUs) }];
};

const durationOf = (written: unknown): number | undefined => {
  const decoded = decode(DurationUs, written);
  return "value" in decoded ? decoded.value : undefined;
};

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

const coverageHeat = (coverage: HuntDocument["coverage"]): Block => {
  const kinds = [...new Set(coverage.map(({ kind }) => kind))];
  const phases = [...new Set(coverage.map(({ phase }) => phase))];
  const hits = new Map(coverage.map(({ kind, phase, hits: count }) => [JSON.stringify([kind, phase]), count]));
  return {
    show: "heat",
    title: "How often each kind of fault struck in each phase of the run",
    columns: phases,
    rows: kinds.map((kind) => ({
      name: kind,
      counts: phases.map((phase) => hits.get(JSON.stringify([kind, phase])) ?? 0),
    })),
  };
};
