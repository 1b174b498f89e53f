import * as Schema from "effect/Schema";
import { FaultSpec } from "./fault.ts";

/** A fault as people write it; what {@link FaultSpec} reads back. */
export const writeFault = (fault: FaultSpec): Readonly<Record<string, unknown>> =>
  Schema.encodeSync(FaultSpec)(fault) as Readonly<Record<string, unknown>>;
