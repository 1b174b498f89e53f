import { type FaultKind, faultKindNames, type Result } from "@ordeal/model";
import { injectors } from "../injectors/index.ts";
import type { Lab } from "../lab/lab.ts";
import type { Launcher } from "../launchers/launcher.ts";

type Capabilities = Result<"agent.describe">["capabilities"];

/** What can be injected into a lab: every kind is tried out as far as that does no harm. */
export const probeCapabilities = async (lab: Lab, launcher: Launcher): Promise<Capabilities> => {
  const faults: Record<string, NonNullable<Capabilities["faults"]>[string]> = {};
  const missing: Record<string, string> = {};
  for (const kind of faultKindNames) {
    const injector = injectors[kind];
    if (typeof injector === "string") {
      missing[kind] = injector;
      continue;
    }
    const reason = launcher.refuses.get(kind) ?? (await injector.probe(lab, launcher));
    if (reason !== undefined) missing[kind] = reason;
    else faults[kind] = { targets: injector.targets, mechanism: injector.mechanism, undo: injector.undo };
  }
  return { kinds: Object.keys(faults) as Array<FaultKind>, virtualTime: false, faults, missing };
};
