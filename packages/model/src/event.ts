import * as Schema from "effect/Schema";

const Int = Schema.Int;
const Text = Schema.String;
const texts = Schema.Array(Schema.String);

/** How a fault came to be: the experiment's own, or of a hazard's making. */
const origin = Schema.Literals(["experiment", "hazard", "burst", "relapse"]);

/**
 * What a run's journal can say, and what each line carries. Times in microseconds; `step` is the last step committed.
 */
export const eventTypes = {
  "run.started": {
    seed: Int,
    nodes: Int,
    cards: Int,
    jobNodes: Int,
    stepUs: Int,
    durationUs: Int,
    intervalUs: Schema.NullOr(Int),
  },
  "run.ended": { step: Int },
  "fault.started": { faultId: Text, kind: Text, targets: texts, origin, cause: Text, untilUs: Schema.NullOr(Int) },
  "fault.skipped": { faultId: Text, kind: Text, reason: Text },
  "fault.ended": { faultId: Text },
  "node.down": { node: Text, faultId: Text },
  "node.up": { node: Text },
  "node.quarantined": { node: Text, untilUs: Schema.NullOr(Int) },
  "node.released": { node: Text },
  "node.assigned": { node: Text },
  "node.removed": { node: Text },
  "speed.changed": { stepUs: Int },
  "path.cut": { faultId: Text },
  "job.stalled": { step: Int },
  "job.unstalled": { step: Int },
  "job.hung": { faultId: Text, step: Int },
  "job.corrupted": { faultId: Text, step: Int },
  "job.stopped": { kind: Text, faultIds: texts, step: Int },
  "job.struck": { faultId: Text, phase: Text },
  "job.waiting": { nodesMissing: Int, schedulerUp: Schema.Boolean },
  "job.starved": { nodesMissing: Int },
  "job.shrunk": { replicas: Int },
  "job.grown": { replicas: Int },
  "rung.started": { rung: Text, does: Text, takesUs: Schema.NullOr(Int), keepsProgress: Schema.Boolean },
  "rung.failed": { rung: Text },
  "rung.succeeded": { rung: Text },
  "load.started": { tier: Text, step: Int },
  "load.rejected": { tier: Text, step: Int, reason: Text },
  "job.resumed": { step: Int, from: Text, lostSteps: Int, stepUs: Int },
  "checkpoint.save.started": { tier: Text, step: Int },
  "checkpoint.save.ended": { tier: Text, step: Int },
  "checkpoint.persist.started": { tier: Text, step: Int },
  "checkpoint.persist.ended": { tier: Text, step: Int },
  "checkpoint.skipped": { tier: Text, step: Int },
  "checkpoint.torn": { tier: Text, step: Int },
  "checkpoint.poisoned": { tier: Text, steps: Schema.Array(Int) },
  "checkpoint.lost": { tier: Text },
  "storage.changed": { share: Schema.Number },
  "scheduler.changed": { up: Schema.Boolean },
  "loop.throttled": { loop: Text, temperatureC: Schema.Number, speed: Schema.Number },
  "loop.released": { loop: Text, temperatureC: Schema.Number },
  "loop.tripped": { loop: Text, temperatureC: Schema.Number },
  "loop.restored": { loop: Text, temperatureC: Schema.Number },
  "planned.started": { what: Text },
  "planned.ended": { what: Text },
  "settings.changed": { what: texts },
} as const satisfies Readonly<Record<string, Schema.Struct.Fields>>;

export type EventType = keyof typeof eventTypes;
export const eventTypeNames = Object.keys(eventTypes) as ReadonlyArray<EventType>;

const ofSaves: ReadonlySet<string> = new Set(eventTypeNames.filter((type) => type.startsWith("checkpoint.")));

/** Whether an event tells of a save, or of what becomes of a copy: nearly all of a journal does. */
export const isOfSave = (type: string): boolean => ofSaves.has(type);
export type EventData<T extends EventType> = Schema.Struct.Type<(typeof eventTypes)[T]>;

/** One line of a journal: what happened, when, in which order. */
export interface JournalEvent<T extends EventType = EventType> {
  readonly seq: number;
  readonly atUs: number;
  readonly type: T;
  readonly data: EventData<T>;
}

/** A line of a journal whose type tells what it carries. */
export type AnyEvent = { readonly [T in EventType]: JournalEvent<T> }[EventType];
