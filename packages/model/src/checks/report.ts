import type { Path } from "../problem.ts";

/** Reports one problem. */
export type Report = (path: Path, message: string) => void;
