import type { ComponentKind, FaultKind, FaultSpec } from "@ordeal/model";
import type { Lab } from "../lab/lab.ts";
import type { Launcher } from "../launchers/launcher.ts";
import type { Rank } from "../machine/rank.ts";
import type { Target } from "../run/target.ts";
import type { Undo } from "../undo/undo.ts";

/** What injectors strike: a job in a lab. */
export interface Site {
  readonly lab: Lab;
  readonly launcher: Launcher;
  /** The folder of the job's checkpoints. */
  readonly checkpoints: string;
  /** The ranks that are there now. */
  readonly ranks: () => ReadonlyArray<Rank>;
  /** How much of a core a card's rank used lately; 0 where it has none. */
  readonly loadOf: (node: number, card: number) => number;
}

/** One strike of a fault. */
export interface Strike {
  readonly id: string;
  readonly spec: FaultSpec;
  readonly targets: ReadonlyArray<Target>;
  /** The ranks on what it strikes. */
  readonly ranks: ReadonlyArray<Rank>;
  /** Writes down how something is undone; on disk when it returns. Only then it may be done. */
  readonly willUndo: (undo: Undo) => void;
  /** Tells that links that it loses in turns are lost again, or whole. */
  readonly tellPath: (isCut: boolean) => void;
}

/** Ends what goes on as long as a fault is there, before everything is undone that was written down. */
export type Cease = () => void | Promise<void>;

/**
 * How a kind of fault is made real in a lab. Healing is not its business: whatever it changes it writes down before, and
 * undoing that, and looking whether it is undone, is the undo log's.
 */
export interface Injector {
  readonly kind: FaultKind;
  /** What it can strike; a part of what the kind can in the model. */
  readonly targets: readonly [ComponentKind, ...Array<ComponentKind>];
  /** How, in a few words. */
  readonly mechanism: string;
  /** What healing gives back: everything; the node, on which whatever was killed is started again; or nothing. */
  readonly undo: "exact" | "by restart" | "none";
  /** Whether the nodes that it strikes are of no use to the job while it lasts. */
  readonly isNodeLost?: boolean;
  /** Why it cannot be done in this lab; `undefined` when it can. */
  readonly probe: (lab: Lab, launcher: Launcher) => Promise<string | undefined>;
  /** Which of the ranks on what it strikes it strikes; all unless given. */
  readonly victims?: (ranks: ReadonlyArray<Rank>, id: string) => ReadonlyArray<Rank>;
  readonly inject: (site: Site, strike: Strike) => Promise<Cease | undefined>;
}

/** What a probe says of something that never fails. */
export const always = (): Promise<undefined> => Promise.resolve(undefined);
