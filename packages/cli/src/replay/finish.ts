import { type ResultDocument, weigh, worst } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { writeResult } from "../run/outputs.ts";
import type { Replayed } from "./main-run.ts";
import type { TimelineSource } from "./source.ts";

/** The result with what the replay found beside the run's verdict. */
export const finishReplay = Effect.fnUntraced(function* (
  source: TimelineSource,
  { document, violations, applied, struck, leftOut }: Replayed,
  command: string,
  path: string | undefined,
) {
  const breaches = "unchecked" in violations ? [] : violations;
  const idle = applied === 0 && source.header.hazards === undefined ? whyIdle(leftOut, source) : [];
  // Whether anything is judged, the run itself has said.
  const weighed = weigh({ isJudged: true, scripted: applied, struck }).findings;
  const known = new Set(document.findings.map(({ reason }) => reason));
  const findings = [
    ...idle,
    ...document.findings,
    ...(document.stopped === null ? weighed.filter(({ reason }) => !known.has(reason)) : []),
    ...breaches.map(({ invariant, message }) => ({
      verdict: "fail" as const,
      reason: `invariant "${invariant}": ${message}`,
    })),
  ];
  const verdict = worst([document.verdict, ...findings.map((finding) => finding.verdict)]);
  const finished: ResultDocument = { ...document, command, verdict, findings };
  if (path !== undefined) yield* writeResult(path, finished);
  return finished;
});

/** A run that none of the faults reached says nothing about them. */
const whyIdle = (leftOut: Replayed["leftOut"], { count, cutAway = 0 }: TimelineSource): ResultDocument["findings"] => {
  if (count === 0 && cutAway > 0) {
    return [{ verdict: "unknown", reason: "no fault of the timeline was applied: none began between --from and --to" }];
  }
  const [most] = leftOut.reasons();
  if (most === undefined) return [];
  const all = leftOut.count === most.count ? "" : `, for most of them because`;
  return [{ verdict: "unknown", reason: `no fault of the timeline was applied${all}: ${most.reason}` }];
};
