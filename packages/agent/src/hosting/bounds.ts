/** What an agent takes on: of one client, and of all together. Beyond it requests are refused with `tooMany`. */
export const bounds = {
  /** Open runs. */
  runs: 128,
  runsOfClient: 16,
  /** Faults that were injected into open runs, those that are over too: they may be asked for again. */
  faults: 400_000,
  faultsOfClient: 100_000,
  /** What those faults come to as text, and what one does. */
  faultCharactersOfClient: 33_554_432,
  faultCharacters: 8_192,
  /** Leases that have not expired. */
  leasesOfClient: 1_000,
  /** A run that nobody holds is closed when it was not used for so long. */
  idleMs: 60_000,
  /** How much of a title is told. */
  titleCharacters: 200,
} as const;
