/** What one input may come to; beyond it, it is refused with a clear message. */
export const FILE_BYTES_MAX = 4_000_000;
export const NESTING_MAX = 100;
/** Words and signs of one file of YAML or JSON: what its parser's time grows with, some microseconds each. */
export const TOKENS_MAX = 300_000;
export const LINES_MAX = 250_000;
export const INCLUDE_DEPTH_MAX = 16;
/** Includes of one experiment, each counted as often as it is used. */
export const INCLUDES_MAX = 1_000;
/** Parts (mappings, lists and values) of one experiment, all its includes and aliases written out. */
export const PARTS_MAX = 2_000_000;
