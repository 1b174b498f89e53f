import * as Schema from "effect/Schema";

/** Longer texts than this are no record's. */
const TEXT_MAX = 512;

const Us = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));
const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000_000 }));
const Text = Schema.String.check(Schema.isMaxLength(TEXT_MAX));
/** The checkpoint tier; `storage` where the hook says none. */
const tier = { tier: Schema.optionalKey(Text) };
const clock = { monotonicUs: Us, wallUs: Us };

const record = <const Name extends string, Fields extends Schema.Struct.Fields>(event: Name, fields: Fields) =>
  Schema.Struct({ event: Schema.Literal(event), ...clock, ...fields });

/** What each line of a rank's file can say: version 1 of the hook. Times in microseconds of the rank's own machine. */
export const liveRecords = {
  /** The process is there. `startTime` is that of /proc/PID/stat, in ticks since the machine's start. */
  "proc.started": record("proc.started", {
    hook: Schema.Literal(1),
    rank: Count,
    pid: Count,
    startTime: Count,
    ranks: Count,
    node: Text,
    bootId: Text,
  }),
  /** All ranks have found one another. */
  joined: record("joined", { ranks: Schema.optionalKey(Count) }),
  "load.begin": record("load.begin", { ...tier, step: Schema.optionalKey(Count) }),
  "load.rejected": record("load.rejected", { ...tier, step: Count, reason: Text }),
  /** `isScratch` where there was no copy to read. */
  "load.end": record("load.end", { ...tier, step: Count, isScratch: Schema.optionalKey(Schema.Boolean) }),
  "step.begin": record("step.begin", { step: Count }),
  "comm.begin": record("comm.begin", { step: Count }),
  "step.end": record("step.end", { step: Count }),
  "save.begin": record("save.begin", { ...tier, step: Count }),
  "save.end": record("save.end", { ...tier, step: Count }),
  "save.skipped": record("save.skipped", { ...tier, step: Count }),
  /** `weights` is a digest of what was saved: the same for the same weights, bit for bit. */
  "persist.end": record("persist.end", { ...tier, step: Count, weights: Schema.optionalKey(Text) }),
  "persist.failed": record("persist.failed", { ...tier, step: Count, reason: Text }),
  "planned.begin": record("planned.begin", { what: Schema.Literals(["evaluation", "maintenance"]) }),
  "planned.end": record("planned.end", { what: Schema.Literals(["evaluation", "maintenance"]) }),
  /** The training is over by itself. */
  done: record("done", { step: Schema.optionalKey(Count), weights: Schema.optionalKey(Text) }),
} as const;

export type LiveRecordName = keyof typeof liveRecords;
export type LiveRecord = { readonly [N in LiveRecordName]: (typeof liveRecords)[N]["Type"] }[LiveRecordName];

const decoders = new Map<string, (input: unknown) => LiveRecord | undefined>(
  Object.entries(liveRecords).map(([name, schema]) => {
    const decode = Schema.decodeUnknownOption(schema as Schema.Codec<LiveRecord>);
    return [
      name,
      (input) => {
        const decoded = decode(input);
        return decoded._tag === "Some" ? decoded.value : undefined;
      },
    ];
  }),
);

/** Reads one line. Fields that are not known are passed over, so that a later hook may say more. */
export const readRecord = (line: string): LiveRecord | "malformed" | "unknown" => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "malformed";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "malformed";
  const { event } = value as { readonly event?: unknown };
  const decode = typeof event === "string" ? decoders.get(event) : undefined;
  if (decode === undefined) return typeof event === "string" ? "unknown" : "malformed";
  return decode(value) ?? "malformed";
};
