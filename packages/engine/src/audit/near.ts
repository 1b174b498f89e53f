/** How far two numbers may lie apart that were worked out in another order. */
export const TOLERANCE = 1e-9;

/** Whether two figures are the same, but for the order in which they were worked out; `null` is the same as itself only. */
export const isNear = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
