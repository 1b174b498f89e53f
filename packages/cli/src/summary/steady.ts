import { humanDuration, percent } from "@ordeal/model";
import type { Summarized } from "./summarized.ts";

/** What became of the steady state: before the first injected fault, meanwhile, and after the last. */
export const steadySection = ({ document, experiment, style }: Summarized): ReadonlyArray<string> => {
  const { steadyState } = document;
  if (steadyState === null || experiment.steadyState === undefined) return [];
  const { before, duringShare, recoveredAfterUs } = steadyState;
  const conditions = experiment.steadyState.holds.map(({ expression }) => expression).join(", ");
  const during =
    duringShare === null
      ? "not looked at"
      : duringShare === 1
        ? "never disturbed"
        : `disturbed ${percent(1 - duringShare, 0)} of the time, which is no failure`;
  const after = recoveredAfterUs === null ? "did not come back" : `back after ${humanDuration(recoveredAfterUs)}`;
  return [
    `${style("bold", "Steady state")}  ${conditions}`,
    `  before the first fault: ${before === null ? "not looked at" : before ? "held" : "did not hold"}`,
    `  from there until it was back: ${during}`,
    `  after the last fault: ${after} (${humanDuration(experiment.steadyState.within)} allowed)`,
  ];
};
