import { checkFaults } from "./checks/faults.ts";
import { type Decoded, decode } from "./decode.ts";
import type { Scenario } from "./experiment.ts";
import { FaultSpec } from "./fault.ts";
import type { Problem } from "./problem.ts";

/**
 * Decodes one fault as people write it, for a run of this scenario: its target must exist there. It may leave out when it
 * starts.
 */
export const decodeFault = (written: unknown, scenario: Scenario): Decoded<FaultSpec> => {
  const decoded = decode(FaultSpec, written);
  if ("problems" in decoded) return decoded;
  const { value } = decoded;
  const hasStart = value.at !== undefined || value.on !== undefined || value.every !== undefined;
  const problems = faultProblems(hasStart ? value : { ...value, at: 0 }, scenario);
  return problems.length === 0 ? decoded : { problems };
};

/** What keeps a fault from being one of this scenario's: a target that does not exist there, a start it cannot have. */
export const faultProblems = (fault: FaultSpec, scenario: Scenario): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = [];
  const { cluster, job, checkpoint } = scenario;
  const parts = { ...scenario, faults: [fault], fields: { cluster, job, checkpoint }, unreadable: new Set<string>() };
  checkFaults(parts, (path, message) => problems.push({ path: path.slice(2), message }));
  return problems;
};
