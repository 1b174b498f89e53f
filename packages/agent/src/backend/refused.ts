import type { ErrorName } from "@ordeal/model";

/** A request that cannot be done. `data` says more, for a machine. */
export class Refused extends Error {
  override readonly name: ErrorName;
  readonly data: unknown;

  constructor(name: ErrorName, message: string, data?: unknown) {
    super(message);
    this.name = name;
    this.data = data;
  }
}
