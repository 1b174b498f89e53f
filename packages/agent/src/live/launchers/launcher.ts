import type { FaultKind } from "@ordeal/model";
import type { ProcessIdentity } from "../machine/process.ts";

/** What a launcher tells of its job. */
export type LauncherFact =
  | { readonly fact: "assigned" | "removed"; readonly node: number }
  /** The job's processes wait for so many nodes. */
  | { readonly fact: "waiting"; readonly nodesMissing: number; readonly schedulerUp: boolean }
  /** They wait for nothing any more. */
  | { readonly fact: "launched" }
  /** Nothing is started again any more. */
  | { readonly fact: "ended"; readonly reason: string; readonly isDone: boolean };

export interface JobOrder {
  /** How many nodes the job takes. */
  readonly nodes: number;
  /** The folder into which the ranks' hook writes. */
  readonly events: string;
  /** The folder for its checkpoints. */
  readonly checkpoints: string;
  /** How many steps lie between two of them; `undefined` where the experiment gives a formula. */
  readonly saveEvery: number | undefined;
  /** What experiments call a node. */
  readonly addressOf: (node: number) => string;
  readonly onFact: (fact: LauncherFact) => void;
}

/** A job that was started. */
export interface LaunchedJob {
  /** Says which nodes may be used from now on: what is on others is ended, and started again where there is room. */
  readonly place: (usable: ReadonlySet<number>) => void;
  /** How often its ranks were started, as far as that is known, and the last thing that they, or the launcher, complained of. */
  readonly health: () => { readonly starts: number; readonly said: string };
  /** Ends every process of it; resolves once none is left. */
  readonly stop: () => Promise<void>;
}

/** Who starts the ranks of a job on the nodes of a lab, and starts them again. */
export interface Launcher {
  readonly name: "torchrun" | "slurm" | "attach";
  /** The kinds that do not mean with it what they mean in the model, and why. */
  readonly refuses: ReadonlyMap<FaultKind, string>;
  /** Rejects with a sentence when the job cannot be started at all. */
  readonly start: (order: JobOrder) => Promise<LaunchedJob>;
  /** The process that schedules, where there is one that can be stopped. */
  readonly scheduler: () => ProcessIdentity | undefined;
  /** Ends what it started beside jobs. */
  readonly stop: () => Promise<void>;
}
