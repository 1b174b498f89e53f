import * as Schema from "effect/Schema";
import { ClusterReadings, ClusterShape } from "../cluster-view.ts";
import { faultKindNames } from "../fault-kind.ts";
import { RunResultSchema } from "../result-schema.ts";
import { Snapshot } from "../snapshot.ts";
import { DURATION_US_MAX } from "../units/duration.ts";
import { limits } from "./limits.ts";

const idPattern = /^[\w.:#-]{1,200}$/;
const Id = Schema.String.check(
  Schema.isPattern(idPattern, { expected: "an id: 1 to 200 letters, digits, or any of _ . : # -" }),
);
const between = (minimum: number, maximum: number, what: string) =>
  Schema.Int.check(Schema.isBetween({ minimum, maximum }, { expected: `${what} from ${minimum} to ${maximum}` }));
const RunId = { runId: Id };
const InstantUs = between(0, DURATION_US_MAX, "whole microseconds since the run's start,");
const Seq = between(0, Number.MAX_SAFE_INTEGER, "a sequence number");
const LeaseMs = between(limits.leaseMsMin, limits.leaseMsMax, "whole milliseconds");
const Lease = Schema.Struct({ lease: Schema.String, expiresInMs: Schema.Int });
const Kind = Schema.Literals(faultKindNames);

/** What an agent says it can do. */
export const Capabilities = Schema.Struct({
  kinds: Schema.Array(Kind),
  /** Whether time passes as fast as it can, and not before it is asked to; else an advance waits. */
  virtualTime: Schema.Boolean,
  /** How each kind is made real, where that is told. */
  faults: Schema.optionalKey(
    Schema.Record(
      Schema.String,
      Schema.Struct({
        /** The kinds of component that it can strike. */
        targets: Schema.Array(Schema.String),
        mechanism: Schema.String,
        /** What healing gives back: everything, a node on which things are started again, or nothing. */
        undo: Schema.Literals(["exact", "by restart", "none"]),
      }),
    ),
  ),
  /** Why the other kinds cannot be injected here. */
  missing: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
});
export type Capabilities = typeof Capabilities.Type;

/** An injected fault, as the agent lists it. */
export const ListedFault = Schema.Struct({
  runId: Schema.String,
  faultId: Schema.String,
  kind: Kind,
  /** When it struck; `null` while it is armed. */
  sinceUs: Schema.NullOr(Schema.Int),
  lease: Schema.String,
  expiresInMs: Schema.Int,
  /** Whether somebody holds it: whoever took the lease is still connected and renews it in time. */
  held: Schema.Boolean,
});
export type ListedFault = typeof ListedFault.Type;

/**
 * Every request: what it is for, what it takes and what it answers. `experiment` and `fault` are as people write them
 * in a file, without `use`.
 */
export const methods = {
  "agent.describe": {
    meaning: "what the agent is and can do",
    params: Schema.Record(Schema.String, Schema.Never),
    result: Schema.Struct({
      agent: Schema.String,
      version: Schema.String,
      protocol: Schema.Int,
      capabilities: Capabilities,
      halted: Schema.Boolean,
      runs: Schema.Array(Schema.Struct({ runId: Schema.String, title: Schema.String, atUs: Schema.Int })),
    }),
  },
  "agent.halt": {
    meaning: "heals every injected fault of every run and takes no new one; `lift: true` takes new ones again",
    params: Schema.Struct({ lift: Schema.optionalKey(Schema.Boolean) }),
    result: Schema.Struct({
      halted: Schema.Boolean,
      healed: Schema.Array(Schema.Struct({ runId: Schema.String, faultId: Schema.String })),
    }),
  },
  "run.open": {
    meaning:
      "opens a run at time 0, stopped; an experiment's faults are not taken: inject them, each on a lease; the same again, by its own runId, changes nothing",
    params: Schema.Struct({
      experiment: Schema.Unknown,
      /** Chosen by the agent unless given. */
      runId: Schema.optionalKey(Id),
      seed: Schema.optionalKey(between(0, 4_294_967_295, "a seed")),
    }),
    result: Schema.Struct({ runId: Schema.String, endUs: Schema.Int, seed: Schema.Int }),
  },
  "run.advance": {
    meaning:
      "lets cluster time pass up to an instant, as fast as it can; answers when it is there, or, where time is real, with how far it is",
    params: Schema.Struct({ ...RunId, untilUs: InstantUs }),
    result: Schema.Struct({ atUs: Schema.Int, isOver: Schema.Boolean, nextSeq: Schema.Int }),
  },
  "run.pace": {
    meaning: "lets cluster time pass by itself: 0 stops it, 1 is real time, 1000 a thousand times as fast",
    params: Schema.Struct({
      ...RunId,
      rate: Schema.Finite.check(
        Schema.isBetween(
          { minimum: 0, maximum: limits.rateMax },
          { expected: `a factor of real time from 0 to ${limits.rateMax}` },
        ),
      ),
      /** Where to stop; the run's end unless given. */
      untilUs: Schema.optionalKey(InstantUs),
    }),
    result: Schema.Struct({ atUs: Schema.Int }),
  },
  "run.snapshot": {
    meaning: "what the run looks like now",
    params: Schema.Struct(RunId),
    result: Snapshot,
  },
  "run.cluster": {
    meaning: "what the run's cluster is made of, for who draws it",
    params: Schema.Struct(RunId),
    result: ClusterShape,
  },
  "run.readings": {
    meaning:
      "what the sensors of the run's cluster show now: supernodes in sums, and the cards that are not as all others",
    params: Schema.Struct(RunId),
    result: ClusterReadings,
  },
  "run.result": {
    meaning: "what the run has come to so far: metrics, ledger, counts, interruptions",
    params: Schema.Struct(RunId),
    result: RunResultSchema,
  },
  "run.close": {
    meaning: "heals the run's faults and forgets the run; closing it again does nothing",
    params: Schema.Struct(RunId),
    result: Schema.Struct({ healed: Schema.Array(Schema.String) }),
  },
  "fault.inject": {
    meaning: "arms a fault, or strikes at once with one that has no start of its own; the same again changes nothing",
    params: Schema.Struct({
      ...RunId,
      fault: Schema.Unknown,
      faultId: Schema.optionalKey(Id),
      /** The longest it may last, in cluster time; a day unless given. */
      ttlUs: Schema.optionalKey(between(1, DURATION_US_MAX, "whole microseconds")),
      /** A lease that is held already; a new one of `leaseMs` unless given. */
      lease: Schema.optionalKey(Schema.String),
      leaseMs: Schema.optionalKey(LeaseMs),
    }),
    result: Schema.Struct({ faultId: Schema.String, ...Lease.fields }),
  },
  "fault.heal": {
    meaning: "ends an injected fault now, or disarms it; healing it again does nothing",
    params: Schema.Struct({ ...RunId, faultId: Id }),
    result: Schema.Struct({ healed: Schema.Boolean }),
  },
  "fault.list": {
    meaning: "the injected faults that are armed or active, of one run or of all",
    params: Schema.Struct({ runId: Schema.optionalKey(Id) }),
    result: Schema.Struct({ faults: Schema.Array(ListedFault) }),
  },
  "lease.renew": {
    meaning: "keeps every fault of a lease alive for its length from now on",
    params: Schema.Struct({ lease: Schema.String }),
    result: Lease,
  },
  "events.subscribe": {
    meaning: "sends the run's events from a sequence number on, those of the past first",
    params: Schema.Struct({ ...RunId, fromSeq: Schema.optionalKey(Seq) }),
    result: Schema.Struct({ nextSeq: Schema.Int, missed: Schema.Int }),
  },
  "events.unsubscribe": {
    meaning: "sends no more events of the run",
    params: Schema.Struct(RunId),
    result: Schema.Struct({}),
  },
} as const;

export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as ReadonlyArray<MethodName>;
export type Params<M extends MethodName> = (typeof methods)[M]["params"]["Type"];
export type Result<M extends MethodName> = (typeof methods)[M]["result"]["Type"];

/** What the agent sends by itself. */
export const notifications = {
  event: {
    meaning: "something happened in a run that the client subscribed to",
    params: Schema.Struct({
      runId: Schema.String,
      seq: Schema.Int,
      atUs: Schema.Int,
      type: Schema.String,
      data: Schema.Unknown,
    }),
  },
  "events.lagged": {
    meaning: "the client reads too slowly: nothing more is sent of this run until it subscribes from `nextSeq` again",
    params: Schema.Struct({ runId: Schema.String, nextSeq: Schema.Int }),
  },
  "run.paused": {
    meaning: "a paced run stands still: it reached the instant that `run.pace` named, or its end",
    params: Schema.Struct({ runId: Schema.String, atUs: Schema.Int, isOver: Schema.Boolean }),
  },
  "run.closed": {
    meaning: "a run that the client subscribed to is gone, and why",
    params: Schema.Struct({ runId: Schema.String, reason: Schema.String }),
  },
  "lease.expired": {
    meaning: "a lease that the client took was not renewed in time; these faults were healed",
    params: Schema.Struct({ lease: Schema.String, healed: Schema.Array(Schema.String) }),
  },
} as const;

export type NotificationName = keyof typeof notifications;
export type NotificationParams<N extends NotificationName> = (typeof notifications)[N]["params"]["Type"];

/** The version that `agent.describe` answers; it changes when a client would have to. */
export const PROTOCOL_VERSION = 1;
