import type { Mapping } from "@ordeal/explorer";
import type { PageFlags } from "../ci-pages/write-pages.ts";
import type { AgentFlags } from "../verbs/agent-flags.ts";
import type { WindowFlags } from "./window.ts";

/** What `pnpm ordeal replay` was asked for. */
export interface ReplayFlags extends AgentFlags, WindowFlags, PageFlags {
  readonly timeline: string;
  /** What stands after the timeline: more policies of `--against`. */
  readonly policies: ReadonlyArray<string>;
  readonly on: string | undefined;
  readonly seed: number | undefined;
  readonly set: ReadonlyArray<string>;
  /** Ids of faults of the timeline that are left out. */
  readonly without?: ReadonlyArray<string>;
  readonly map: Mapping;
  readonly vary: ReadonlyArray<string>;
  readonly against: ReadonlyArray<string>;
  readonly rate: number | undefined;
  readonly out: string | undefined;
  readonly baseline?: string | undefined;
  readonly allowEvents?: number | undefined;
  readonly force?: boolean;
  readonly json: boolean;
}
