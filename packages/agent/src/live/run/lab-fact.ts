import type { LabFact } from "@ordeal/model";
import type { LauncherFact } from "../launchers/launcher.ts";
import { monotonicUs } from "./clock.ts";

/** What a launcher tells, as the lab tells it now; `undefined` for what only the run itself has to know. */
export const labFactOf = (fact: LauncherFact, addressOf: (node: number) => string): LabFact | undefined => {
  const now = { monotonicUs: monotonicUs() };
  switch (fact.fact) {
    case "assigned":
    case "removed":
      return { fact: `node.${fact.fact}`, ...now, node: addressOf(fact.node) };
    case "waiting":
      return { fact: "job.waiting", ...now, nodesMissing: fact.nodesMissing, schedulerUp: fact.schedulerUp };
    case "launched":
      return { fact: "job.launched", ...now };
    case "ended":
      return undefined;
  }
};
