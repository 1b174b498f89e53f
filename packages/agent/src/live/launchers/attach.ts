import { existsSync, statSync } from "node:fs";
import { type FaultKind, faultKindNames } from "@ordeal/model";
import type { Lab } from "../lab/lab.ts";
import { CannotBuild } from "../machine/requirements.ts";
import type { JobOrder, LaunchedJob, Launcher } from "./launcher.ts";

/** What can be done to a job that runs already, without anything of its own: signals to its processes. */
const byProcess: ReadonlySet<FaultKind> = new Set(["job.crash", "card.hang", "card.slow"]);
const byFile: ReadonlySet<FaultKind> = new Set(["checkpoint.torn", "checkpoint.corrupt"]);

const NOT_OURS =
  "the job's nodes are not the lab's: it cannot keep them out of placement, nor cut their links or store";

/** A job that others started, and start again: it is watched and struck, and neither begun nor ended. */
export class Attach implements Launcher {
  readonly name = "attach";
  readonly refuses: Launcher["refuses"];

  constructor(lab: Lab) {
    const { checkpoints } = lab.parts.file;
    const events = lab.eventsOfRunning ?? "";
    if (!existsSync(events) || !statSync(events).isDirectory())
      throw new CannotBuild(`there is no folder ${events}, into which the hook of the running job is to write`);
    this.refuses = new Map(
      faultKindNames.flatMap((kind) => {
        if (byProcess.has(kind)) return [];
        if (!byFile.has(kind))
          return [[kind, kind === "card.crash" ? `${NOT_OURS}; job.crash kills a rank` : NOT_OURS]];
        return checkpoints === undefined
          ? [[kind, "the lab's file does not say where the job's `checkpoints` are"]]
          : [];
      }),
    );
  }

  scheduler(): undefined {
    return undefined;
  }

  async start({ nodes, onFact }: JobOrder): Promise<LaunchedJob> {
    for (let node = 0; node < nodes; node++) onFact({ fact: "assigned", node });
    return {
      place: () => {},
      health: () => ({ starts: 0, said: "nothing, for others start it" }),
      stop: () => Promise.resolve(),
    };
  }

  async stop(): Promise<void> {}
}
