import type { FaultKind } from "@ordeal/model";

/** A fault as a format read it. */
export interface FoundFault {
  readonly kind: FaultKind;
  /** When it began, in microseconds since 1970; since the machine started where `isUndated`. */
  readonly atUs: number;
  readonly isUndated?: boolean;
  /** When it was over, counted as `atUs` is; unknown when left out. */
  readonly endUs?: number | undefined;
  /** What was struck, in the words of the recorded cluster, and which card or port of it. */
  readonly component?: string | undefined;
  readonly part?: number | undefined;
  /** The kind's own parameters, as people write them. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: string | undefined;
  readonly note?: string | undefined;
}

/**
 * What a format found on a line: a fault; something `bad`, that is input which cannot be used although it should be; or
 * something `other`, that is input which is understood and is no fault. Both are counted by reason; `such` is an example.
 */
export type Finding =
  | { readonly line: number; readonly fault: FoundFault }
  | { readonly line: number; readonly bad: string; readonly such?: string | undefined }
  | { readonly line: number; readonly other: string; readonly such?: string | undefined };

export const bad = (line: number, reason: string, such?: string): Finding => ({ line, bad: reason, such });
export const other = (line: number, reason: string, such?: string): Finding => ({ line, other: reason, such });
