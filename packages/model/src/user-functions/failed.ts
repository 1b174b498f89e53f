import { type Path, printPath } from "../problem.ts";

/** A function that an experiment brings threw, or answered what nobody can use: bad input, found while a run goes on. */
export class UserFunctionFailed extends Error {
  /** Where the experiment has the function. */
  readonly path: Path;
  /** What is wrong, less where. */
  readonly reason: string;

  /** `cause` is what the function threw, if it did. */
  constructor(path: Path, reason: string, cause?: unknown) {
    super(`${printPath(path)} ${reason}`, { cause });
    this.name = "UserFunctionFailed";
    this.path = path;
    this.reason = reason;
  }
}
