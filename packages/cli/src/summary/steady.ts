import { humanDuration } from "../print/duration.ts";
import { percent } from "../print/number.ts";
import type { Summarized } from "./summarized.ts";

/** What became of the steady state: before the first injected fault, meanwhile, and after the last. */
export const steadySection = ({ document, experiment, style }: Summarized): ReadonlyArray<string> => {
  const { steadyState } = document;
  if (steadyState === null || experiment.steadyState === undefined) return [];
  const { before, duringShare, recoveredAfterUs } = steadyState;
  const conditions = experiment.steadyState.holds.map(({ expression }) => expression).join(", ");
  const during = duringShare === null ? "not looked at" : `held ${percent(duringShare)} of the time`;
  const after = recoveredAfterUs === null ? "not back" : `back ${humanDuration(recoveredAfterUs)} after the last`;
  return [
    `${style("bold", "Steady state")}  ${conditions}`,
    `  before the first fault: ${before === null ? "not looked at" : before ? "held" : "did not hold"}`,
    `  from the first fault on: ${during}`,
    `  after the last fault: ${after} (${humanDuration(experiment.steadyState.within)} allowed)`,
  ];
};
