import type { JournalEvent, Verdict } from "@ordeal/model";

/** The first line of a journal: what runs. It tells no path and no clock: same seed, same bytes. */
export interface JournalStart {
  readonly ordeal: string;
  readonly title: string;
  readonly seed: number;
}

/** What the engine does and sees, among the events of the run. */
export interface EngineLine {
  readonly atUs: number;
  readonly engine: "faults.injected" | "steadyState.held" | "steadyState.broken" | "stopped" | "faults.healed";
  readonly data: Readonly<Record<string, unknown>>;
}

/** The last line of a journal: how the run ended. */
export type JournalEnd =
  | { readonly verdict: Verdict; readonly complete: true }
  | { readonly complete: false; readonly reason: string };

export type JournalLine = JournalStart | JournalEvent | EngineLine | JournalEnd;
