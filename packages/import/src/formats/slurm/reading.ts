import type { readIsoDate } from "../../dates/date.ts";
import type { Ruled } from "../../mapping/rules.ts";

/** One row of Slurm's tables: the text of a column by its name in lower case. */
export type Row = (column: string) => string;

/** What rows are read with. */
export interface SlurmReading {
  readonly date: (text: string) => ReturnType<typeof readIsoDate>;
  /** What the mapping says of a row, before anything else does. */
  readonly ruled: (row: Row) => Ruled | undefined;
}
