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
  const problems: Array<Problem> = [];
  const hasStart = value.at !== undefined || value.on !== undefined || value.every !== undefined;
  const { cluster, job, checkpoint } = scenario;
  const parts = {
    ...scenario,
    faults: [hasStart ? value : { ...value, at: 0 }],
    fields: { cluster, job, checkpoint },
    unreadable: new Set<string>(),
  };
  checkFaults(parts, (path, message) => problems.push({ path: path.slice(2), message }));
  return problems.length === 0 ? decoded : { problems };
};
