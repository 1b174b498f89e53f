import type {
  ErrorName,
  FaultSpec,
  JournalEvent,
  ListedFault,
  Result,
  RunResult,
  Scenario,
  Snapshot,
} from "@ordeal/model";
import * as Context from "effect/Context";
import type * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import type * as Scope from "effect/Scope";

/** The agent cannot be reached, or no longer: nobody knows what it does now. */
export class AgentLost extends Schema.TaggedError<AgentLost>()("AgentLost", { reason: Schema.String }) {}

/** The agent answered, and refused. `name` is one of the protocol's error codes. */
export class AgentRefused extends Schema.TaggedError<AgentRefused>()("AgentRefused", {
  name: Schema.String as unknown as Schema.Codec<ErrorName>,
  reason: Schema.String,
}) {}

/** What the agent says cannot be so: it is not what the experiment asked for, or not what it said before. */
export class AgentLied extends Schema.TaggedError<AgentLied>()("AgentLied", { reason: Schema.String }) {}

export type AgentFailure = AgentLost | AgentRefused | AgentLied;

export interface OpenRequest {
  readonly title: string;
  /** Its `faults` are left out: the engine injects them one by one. */
  readonly scenario: Scenario;
  readonly seed: number;
  /** Hears every event of the run, in order and each once. Those of an advance are all heard before it returns. */
  readonly onEvent: (event: JournalEvent) => void;
}

export interface Injection {
  readonly faultId: string;
  readonly fault: FaultSpec;
  /** The longest it may last, in cluster time; microseconds. */
  readonly ttlUs: number;
  /** A lease that is held already, to be shared. */
  readonly lease?: string;
}

export interface Lease {
  readonly lease: string;
  /** In how many milliseconds it expires, unless it is renewed. */
  readonly expiresInMs: number;
}

export interface Arrived {
  readonly atUs: number;
  readonly isOver: boolean;
}

/** One run on the agent. It is closed, and all its faults are healed, when the scope closes in which it was opened. */
export interface AgentRun {
  readonly endUs: number;
  readonly seed: number;
  /** Injecting the same fault again changes nothing. */
  readonly inject: (injection: Injection) => Effect.Effect<Lease & { readonly faultId: string }, AgentFailure>;
  readonly renew: (lease: string) => Effect.Effect<Lease, AgentFailure>;
  /** Ends or disarms a fault; whether there was one. Healing it again does nothing. */
  readonly heal: (faultId: string) => Effect.Effect<boolean, AgentFailure>;
  /** The run's injected faults that are armed or active. What was said before is heard before it returns. */
  readonly faults: Effect.Effect<ReadonlyArray<ListedFault>, AgentFailure>;
  /** Lets cluster time pass up to an instant as fast as it can. */
  readonly advance: (untilUs: number) => Effect.Effect<Arrived, AgentFailure>;
  /** Lets cluster time pass up to an instant, `rate` times as fast as real time. */
  readonly pace: (rate: number, untilUs: number) => Effect.Effect<Arrived, AgentFailure>;
  readonly snapshot: Effect.Effect<Snapshot, AgentFailure>;
  readonly result: Effect.Effect<RunResult, AgentFailure>;
  /** Ends the run, and heals what is left in it. Closing it again does nothing. */
  readonly close: Effect.Effect<void, AgentFailure>;
}

/** A cluster, or a model of one, that can be put through faults: what the engine drives. */
export class Agent extends Context.Service<
  Agent,
  {
    /** Whether it is a part of this process: its word is ours then, and is not held against anything. */
    readonly isOurs: boolean;
    readonly describe: Effect.Effect<Result<"agent.describe">, AgentFailure>;
    readonly open: (request: OpenRequest) => Effect.Effect<AgentRun, AgentFailure, Scope.Scope>;
    /** The injected faults of every run, whoever opened it. */
    readonly faults: Effect.Effect<ReadonlyArray<ListedFault>, AgentFailure>;
    /** Heals everything and takes no new fault, or takes new ones again. */
    readonly halt: (lift: boolean) => Effect.Effect<Result<"agent.halt">, AgentFailure>;
  }
>()("@ordeal/engine/Agent") {}
