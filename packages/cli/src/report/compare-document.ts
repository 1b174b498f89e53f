import type { BlocksPicture } from "@ordeal/dashboard";
import { percent } from "@ordeal/model";
import * as Schema from "effect/Schema";

/** What a report reads of the document of `compare --json`. */
export const CompareDocument = Schema.Struct({
  experiment: Schema.String,
  within: Schema.Number,
  held: Schema.NullOr(Schema.Boolean),
  points: Schema.Number,
  predicted: Schema.Number,
  measured: Schema.Array(Schema.Number),
  buckets: Schema.Array(
    Schema.Struct({
      bucket: Schema.String,
      predicted: Schema.Number,
      measured: Schema.Number,
      points: Schema.Number,
      why: Schema.optionalKey(Schema.NullOr(Schema.String)),
    }),
  ),
  doubts: Schema.Array(Schema.String),
});

/** The model's prediction beside what a real job came to, bucket by bucket. */
export const compareBlocks = (document: typeof CompareDocument.Type): BlocksPicture => ({
  title: `${document.experiment}: model beside measured`,
  verdict: document.held === null ? "unknown" : document.held ? "pass" : "fail",
  headline: `${Math.abs(document.points).toFixed(2)} points apart, of ${document.within} that are allowed: predicted ${percent(document.predicted)}, measured ${document.measured.map((share) => percent(share)).join(", ")}`,
  blocks: [
    ...document.doubts.map((text) => ({ show: "text", text: `unknown: ${text}` }) as const),
    {
      show: "table",
      title: "Where the time went, predicted and measured",
      head: ["bucket", "predicted", "measured", "points", "why"],
      names: 1,
      rows: document.buckets
        .filter(({ predicted, measured }) => predicted > 0 || measured > 0)
        .map(({ bucket, predicted, measured, points, why }) => [
          bucket,
          percent(predicted),
          percent(measured),
          points.toFixed(2),
          why ?? "",
        ]),
    },
  ],
  commands: [],
});
