import { buckets } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { metricColumns } from "./metric-columns.ts";

/** Consecutive seeds: `runs` of them, from `from` up. */
export interface Seeds {
  readonly from: number;
  readonly runs: number;
}

/** What a cause cost in one run: its place in the part's list, how often it stopped the job, and the time that it cost. */
export type CauseRow = readonly [cause: number, interruptions: number, recoveryUs: number, lostUs: number];

/** What a run came to, as far as a campaign asks. */
export interface RunRow {
  /** By {@link metricColumns}; `null` where there was no sample. */
  readonly values: ReadonlyArray<number | null>;
  /** By bucket of the ledger, in microseconds. */
  readonly ledgerUs: ReadonlyArray<number>;
  readonly causes: ReadonlyArray<CauseRow>;
}

/** What consecutive seeds came to: values by seed and whole microseconds, so that no sum depends on who added up first. */
export interface CampaignPart extends Seeds {
  readonly causes: ReadonlyArray<string>;
  readonly rows: ReadonlyArray<RunRow>;
}

const count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
const tupleOf = <S extends Schema.Top>(item: S, length: number) =>
  Schema.Array(item).check(Schema.isMinLength(length), Schema.isMaxLength(length));

/** A part as a file or a store holds it, under the campaign's id. */
export const PartSchema = Schema.Struct({
  campaign: Schema.String,
  from: count,
  runs: count,
  causes: Schema.Array(Schema.String),
  rows: Schema.Array(
    Schema.Struct({
      values: tupleOf(Schema.NullOr(Schema.Number), metricColumns.length),
      ledgerUs: tupleOf(count, buckets.length),
      causes: Schema.Array(Schema.Tuple([count, count, count, count])),
    }),
  ),
}).check(
  Schema.makeFilter(({ runs, rows, causes }) =>
    rows.length !== runs
      ? `expected ${runs} rows, found ${rows.length}`
      : rows.some((row) => row.causes.some(([cause]) => cause >= causes.length))
        ? "expected every row to name causes of its part"
        : undefined,
  ),
) as unknown as Schema.Codec<CampaignPart & { readonly campaign: string }>;

/** A part's one canonical text in a campaign: the same runs give the same bytes, whoever runs them. */
export const partText = (campaign: string, { from, runs, causes, rows }: CampaignPart): string =>
  `${JSON.stringify({
    campaign,
    from,
    runs,
    causes,
    rows: rows.map(({ values, ledgerUs, causes }) => ({ values, ledgerUs, causes })),
  })}\n`;
