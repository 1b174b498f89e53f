import { counted, humanDuration, percent, SECOND_US } from "@ordeal/model";
import { mtbfOverUs, savingLines } from "../dry-run/saving.ts";
import { proseWidth } from "../print/style.ts";
import { wrap } from "../print/wrap.ts";
import type { Summarized } from "./summarized.ts";

/** How far a run's own mean time between failures may lie from the M of its saves before that is said. */
const AWAY = 0.25;

/** How often saves came where a formula says, of which mean time between failures, and whether the run's own was another. */
export const savingSection = ({ document, experiment, style }: Summarized): ReadonlyArray<string> => {
  const lines = savingLines(experiment);
  if (lines.length === 0) return [];
  const all = [...lines, ...ownMtbf({ document, experiment })];
  return [
    style("bold", "Saves"),
    ...all.flatMap((line) => wrap(line, proseWidth(style) - 2, "  ").map((one) => `  ${one}`)),
  ];
};

const ownMtbf = ({ document, experiment }: Pick<Summarized, "document" | "experiment">): ReadonlyArray<string> => {
  const { wallUs, counts, metrics } = document;
  const mUs = mtbfOverUs(experiment, wallUs);
  // Where the hazards are off nothing of what M is made of could strike.
  if (mUs === undefined || experiment.hazardsOff === true) return [];
  const ownUs = metrics.mtbf === null ? Number.POSITIVE_INFINITY : metrics.mtbf * SECOND_US;
  if (ownUs === Number.POSITIVE_INFINITY) {
    return wallUs > (1 + AWAY) * mUs ? ["no fault was on the job in this run: its own mtbf is far above M"] : [];
  }
  const away = ownUs / mUs - 1;
  if (Math.abs(away) <= AWAY) return [];
  const found = `this run's own mtbf, ${humanDuration(ownUs)} over ${counted(counts.faultsOnJob, "fault")} on the job`;
  return [`${found}, is ${percent(Math.abs(away), 0)} ${away > 0 ? "above" : "below"} M`];
};
