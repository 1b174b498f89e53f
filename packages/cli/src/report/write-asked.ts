import type { ReportPart } from "@ordeal/dashboard";
import * as Effect from "effect/Effect";
import type { UnwrittenPage } from "../ci-pages/write-pages.ts";
import { Screen } from "../screen.ts";

/** Writes the report that was asked for, where one was; what could not be written. Loads what makes it only then. */
export const writeAskedReport = Effect.fnUntraced(function* (
  { report, json }: { readonly report?: string | undefined; readonly json: boolean },
  partsOf: () => Promise<ReadonlyArray<ReportPart>>,
) {
  const unwritten: Array<UnwrittenPage> = [];
  if (report === undefined) return unwritten;
  const parts = yield* Effect.promise(partsOf);
  if (parts.length === 0) return unwritten;
  const { writeReport } = yield* Effect.promise(() => import("./write-report.ts"));
  const problem = yield* Effect.promise(() => writeReport(report, parts));
  if (problem !== undefined) return [problem];
  const { out, err } = yield* Screen;
  (json ? err : out).write(`Report: ${report}; open it in a browser\n`);
  return unwritten;
});

/** Draws a run while it goes on, where a report is asked for. */
export const startDrawing = Effect.fnUntraced(function* ({ report }: { readonly report?: string | undefined }) {
  if (report === undefined) return undefined;
  const { RunDrawing } = yield* Effect.promise(() => import("./run-drawing.ts"));
  return new RunDrawing();
});
