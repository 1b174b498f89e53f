/** What the command line says of a fit; nothing decoded yet. */
export interface FitFlags {
  readonly files: ReadonlyArray<string>;
  readonly nodes?: number | undefined;
  readonly cardsPerNode?: number | undefined;
  /** How many components of other kinds: `tor=6`. */
  readonly counts: ReadonlyArray<string>;
  readonly fleet: boolean;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly relapseWithin?: string | undefined;
  readonly unended?: string | undefined;
  /** Only a job's records have one: for a timeline it would be given for nothing. */
  readonly mapping?: string | undefined;
  readonly id?: string | undefined;
  readonly out?: string | undefined;
  readonly force: boolean;
  /** Whether the fitted hazards are simulated and held against the record. */
  readonly check: boolean;
  readonly json: boolean;
}
