import { type ReadDate, readIsoDate } from "../../dates/date.ts";
import type { ZoneClock } from "../../dates/zone.ts";
import type { FieldOf, Ruled } from "../../mapping/rules.ts";

/** One row of Slurm's tables: the text of a column by its name in lower case. */
export type Row = (column: string) => string;

/** What rows are read with. */
export interface SlurmReading {
  readonly date: (text: string) => ReadDate;
  /** What the mapping says of a row, before anything else does. */
  readonly ruled: (row: FieldOf) => Ruled | undefined;
}

const epoch = /^\d{9,11}$/;

/** Slurm's times: local ones without a zone, or seconds since 1970 where `SLURM_TIME_FORMAT` is `%s`. */
export const readSlurmDate = (text: string, clock: ZoneClock | undefined): ReadDate =>
  epoch.test(text) ? { us: Number(text) * 1_000_000 } : readIsoDate(text, clock);

/** How Slurm says that something is not known, or not over. */
export const isUnknown = (text: string): boolean => /^(unknown|none|n\/a|0|)$/i.test(text);
