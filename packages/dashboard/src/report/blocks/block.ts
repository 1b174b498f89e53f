import type { Verdict } from "@ordeal/model";

/** A fault, or anything else that lasts, drawn on the time of a run. Microseconds. */
export interface TimeBar {
  readonly label: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly kind: string;
}

/** One thing to show of what is no single run: what a search, a replay, a campaign or a plan came to. */
export type Block =
  | { readonly show: "text"; readonly text: string }
  | { readonly show: "lines"; readonly title: string; readonly lines: ReadonlyArray<string> }
  | {
      readonly show: "table";
      readonly title: string;
      readonly head: ReadonlyArray<string>;
      /** How many columns at the left are names, and no numbers. */
      readonly names: number;
      readonly rows: ReadonlyArray<ReadonlyArray<string>>;
      /** The row that stands out. */
      readonly best?: number;
    }
  | {
      /** How often each row met each column. */
      readonly show: "heat";
      readonly title: string;
      readonly columns: ReadonlyArray<string>;
      readonly rows: ReadonlyArray<{ readonly name: string; readonly counts: ReadonlyArray<number> }>;
    }
  | {
      readonly show: "bars";
      readonly title: string;
      readonly durationUs: number;
      readonly bars: ReadonlyArray<TimeBar>;
    }
  | {
      /** How many samples fell into each bin, with the limits drawn in; values in the unit that `format` prints. */
      readonly show: "distribution";
      readonly title: string;
      readonly from: number;
      readonly to: number;
      readonly counts: ReadonlyArray<number>;
      /** What is written at the two ends. */
      readonly ends: readonly [string, string];
      readonly limits: ReadonlyArray<{ readonly at: number; readonly label: string }>;
    }
  | {
      readonly show: "scatter";
      readonly title: string;
      readonly x: string;
      readonly y: string;
      readonly points: ReadonlyArray<{
        readonly x: number;
        readonly y: number;
        readonly label: string;
        readonly isOnFront: boolean;
      }>;
    };

/** What is no single run: its verdict, and one thing after the other. */
export interface BlocksPicture {
  readonly title: string;
  readonly verdict: Verdict | null;
  readonly headline: string;
  readonly blocks: ReadonlyArray<Block>;
  readonly commands: ReadonlyArray<string>;
}
