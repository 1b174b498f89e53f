import type { Finding } from "./finding.ts";
import type { Mapping } from "./mapping/mapping.ts";

/** What a person may tell a format about a file. */
export interface Reading {
  readonly mapping?: Mapping | undefined;
  /** The time zone of dates that name none, as in `Asia/Shanghai`. */
  readonly zone?: string | undefined;
  /** The year of the first date that names none. */
  readonly year?: number | undefined;
  /** What the files of `--codes` hold. */
  readonly codes?: ReadonlyArray<unknown> | undefined;
}

export type Read = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Finding>;

/** What a format can be told beside the mapping. */
export type Hint = "zone" | "year" | "codes";

/** A format that timelines can be imported from. */
export interface Format {
  readonly name: string;
  /** What it is, in one line. */
  readonly meaning: string;
  /** What it can be told; anything else is an error, for it would be told for nothing. */
  readonly hints: ReadonlyArray<Hint>;
  /** The keys of a mapping that it takes. */
  readonly mappingKeys: ReadonlyArray<keyof Mapping>;
  /** Where the recorded time begins, in milliseconds since 1970, when the format fixes it. */
  readonly startsAtMs?: number;
  /** Ready to read, or what has to be told first. */
  readonly open: (reading: Reading) => { readonly read: Read } | { readonly problem: string };
}
