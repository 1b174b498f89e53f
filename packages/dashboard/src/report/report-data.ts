import type { Bucket, Finding, Verdict } from "@ordeal/model";
import type { JournalPicture } from "../picture/journal-picture.ts";
import type { BlocksPicture } from "./blocks/block.ts";

/** A threshold as the page shows it; what is to be read comes as text. */
export interface ThresholdPicture {
  readonly expression: string;
  readonly held: boolean | null;
  readonly actual: string;
  /** By how much it held or was missed; `null` where nothing was measured, or nothing can be said. */
  readonly margin: string | null;
}

/** What faults of one cause came to. Microseconds. */
export interface CausePicture {
  readonly cause: string;
  readonly kind: string;
  readonly interruptions: number;
  readonly downUs: number;
  readonly lostUs: number;
}

/** A file as somebody wrote it. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** One run: what its result document says, and what its journal does, where there is one. */
export interface RunPicture {
  readonly name: string;
  readonly title: string;
  /** The job that it is about: there is one to a run, so far. */
  readonly job: string;
  readonly seed: number;
  readonly verdict: Verdict | null;
  readonly headline: string;
  readonly wallUs: number;
  readonly thresholds: ReadonlyArray<ThresholdPicture>;
  readonly findings: ReadonlyArray<Finding>;
  readonly warnings: ReadonlyArray<string>;
  readonly ledgerUs: Readonly<Record<Bucket, number>>;
  readonly metrics: ReadonlyArray<{ readonly name: string; readonly value: string; readonly meaning: string }>;
  readonly samples: ReadonlyArray<{ readonly name: string; readonly values: ReadonlyArray<string> }>;
  readonly causes: ReadonlyArray<CausePicture>;
  readonly journal: JournalPicture | null;
  /** Why there is no timeline. */
  readonly journalMissing: string | null;
  readonly commands: ReadonlyArray<string>;
  readonly source: SourceText | null;
}

/** One part of a report. */
export type ReportPart =
  | { readonly what: "run"; readonly run: RunPicture }
  | { readonly what: "blocks"; readonly part: BlocksPicture };

/** All that a report shows. */
export interface ReportData {
  readonly version: string;
  readonly title: string;
  readonly parts: ReadonlyArray<ReportPart>;
}
