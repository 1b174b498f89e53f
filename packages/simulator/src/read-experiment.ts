import { decodeExperiment, type Experiment, type Problem } from "@ordeal/model";
import { checkLadders } from "./policies/unhandled.ts";
import { checkSaving } from "./saving.ts";

/**
 * Decodes an experiment as people write it, and checks it as a whole: what the model can tell of it, and, when that finds
 * nothing, what takes the cluster and the job in it to tell. Finds every problem of a pass at once.
 */
export const readExperiment = (
  input: unknown,
): { readonly value: Experiment } | { readonly problems: ReadonlyArray<Problem> } => {
  const decoded = decodeExperiment(input);
  if ("problems" in decoded) return decoded;
  const problems = [...checkSaving(decoded.value), ...checkLadders(decoded.value)];
  return problems.length === 0 ? decoded : { problems };
};
