import * as Schema from "effect/Schema";
import { faultKindNames } from "../fault-kind.ts";

const Us = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
const Text = Schema.String.check(Schema.isMaxLength(4_096));
const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000 }));

const fact = <const Name extends string, Fields extends Schema.Struct.Fields>(name: Name, fields: Fields) =>
  Schema.Struct({ fact: Schema.Literal(name), monotonicUs: Us, ...fields });

/**
 * What whoever runs the nodes knows, and no rank can say of itself: faults, processes that are gone, the launcher's and
 * the scheduler's states. Times in microseconds of the monotonic clock of the lab's machine.
 */
export const LabFact = Schema.Union([
  /** The lab's clock: the boot id of its machine. The first fact. */
  fact("lab.clock", { bootId: Text, wallUs: Us }),
  /** A fault is in place. `ranks` are those whose processes it kills, freezes, slows or cuts off, where that is known. */
  fact("fault.started", {
    faultId: Text,
    kind: Schema.Literals(faultKindNames),
    targets: Schema.Array(Text),
    cause: Schema.optionalKey(Text),
    untilUs: Schema.optionalKey(Schema.NullOr(Us)),
    ranks: Schema.optionalKey(Schema.Array(Count)),
    /** Of a slow link or store, the share of its bandwidth that is left. */
    share: Schema.optionalKey(Schema.Number.check(Schema.isBetween({ minimum: 0, maximum: 1 }))),
  }),
  fact("fault.skipped", { faultId: Text, kind: Schema.Literals(faultKindNames), reason: Text }),
  fact("fault.ended", { faultId: Text }),
  /** The links of a fault that loses them in turns are lost again, or whole. They are lost from its start on. */
  fact("path.changed", { faultId: Text, isCut: Schema.Boolean }),
  /** A process of a rank is gone; `how` in words: `signal 9`, `exit 1`. */
  fact("process.exited", { pid: Count, startTime: Count, how: Schema.optionalKey(Text) }),
  fact("node.down", { node: Text, faultId: Text }),
  fact("node.up", { node: Text }),
  fact("node.assigned", { node: Text }),
  fact("node.removed", { node: Text }),
  /** The job waits: for nodes, or for a scheduler that does not answer. */
  fact("job.waiting", { nodesMissing: Count, schedulerUp: Schema.Boolean }),
  /** The launcher starts the ranks again: nothing is waited for any more. */
  fact("job.launched", {}),
  fact("scheduler.changed", { up: Schema.Boolean }),
]);
export type LabFact = typeof LabFact.Type;

const decode = Schema.decodeUnknownOption(LabFact);

/** Reads one line of a lab's facts; `undefined` for what is none. */
export const readFact = (line: string): LabFact | undefined => {
  try {
    const decoded = decode(JSON.parse(line));
    return decoded._tag === "Some" ? decoded.value : undefined;
  } catch {
    return undefined;
  }
};
