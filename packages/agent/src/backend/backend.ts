import type { FaultKind, FaultSpec, JournalEvent, Result, RunResult, Scenario, Snapshot } from "@ordeal/model";
import type { Telemetry } from "@ordeal/simulator";

/** A fault that is armed or active in a run. */
export interface InjectedFault {
  readonly faultId: string;
  /** The id it was injected under; another than its own when it is one of several repetitions. */
  readonly scriptId: string;
  readonly kind: FaultKind;
  /** When it struck; `null` while it is armed. */
  readonly sinceUs: number | null;
}

/** At once, or later: a backend whose faults are real takes its time. */
export type Soon<A> = A | Promise<A>;

/**
 * One run of a backend. What its caller sees to: leases and what happens when they expire, halts, and every bound; no
 * fault id is injected twice.
 */
export interface BackendRun {
  readonly nowUs: number;
  readonly endUs: number;
  readonly isOver: boolean;
  /** Arms a fault, or strikes with one that has no start of its own. It lasts `ttlUs` of the run's time at most. */
  readonly inject: (fault: FaultSpec, bound: { readonly id: string; readonly ttlUs: number }) => Soon<unknown>;
  /**
   * Ends or disarms injected faults. Resolves, once they are gone, with the ids of those that were there; healing one
   * again does nothing.
   */
  readonly heal: (faultIds: ReadonlyArray<string>) => Soon<ReadonlyArray<string>>;
  /** What {@link heal} would undo, by id. */
  readonly injected: () => ReadonlyArray<InjectedFault>;
  /** How many that are: as quickly as can be. */
  readonly injectedCount: number;
  /** Lets time pass as fast as it can; resolves when it is there. While `isBehind`, who asked has too much to read. */
  readonly advance: (untilUs: number, isBehind: () => boolean) => Promise<void>;
  /** Lets time follow the clock, `rate` times as fast; whether it came to `untilUs`, or was told otherwise meanwhile. */
  readonly pace: (rate: number, untilUs: number) => Promise<boolean>;
  readonly snapshot: () => Snapshot;
  readonly result: () => RunResult;
  /** What the sensors show; of a cluster of at most `everyCardUpTo` cards, every card. */
  readonly telemetry: (everyCardUpTo: number) => Telemetry;
  /** Forgets the run. Whoever waits for it is refused with `reason`. */
  readonly close: (reason: Error) => void;
}

export interface BackendOptions {
  readonly seed: number;
  readonly onEvent: (event: JournalEvent) => void;
}

/** What an agent is in front of: a cluster, or a model of one. Whatever it refuses it throws as `Refused`. */
export interface AgentBackend<Run extends BackendRun = BackendRun> {
  readonly about: Pick<Result<"agent.describe">, "agent" | "capabilities">;
  readonly open: (scenario: Scenario, options: BackendOptions) => Run;
  /**
   * Does some of the work that waits, for about so many milliseconds at most: heals only, or heals first and then whatever
   * else was asked for. Returns whether more could be done at once.
   */
  readonly work: (budgetMs: number, what: "heals" | "everything") => boolean;
  /** Who is told that there is work again. */
  onWork: () => void;
  readonly stop: () => void;
}
