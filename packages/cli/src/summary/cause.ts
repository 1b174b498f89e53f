import { truncate } from "../print/truncate.ts";

const WIDTH_MAX = 28;

/** What people call a fault, no wider than a column. */
export const causeName = (cause: string): string => truncate(cause, WIDTH_MAX);
