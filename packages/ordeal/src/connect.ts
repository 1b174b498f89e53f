import { remote } from "@ordeal/agent";
import { BadInput } from "@ordeal/cli";
import { Agent, type AgentFailure, type AgentRun } from "@ordeal/engine";
import {
  decodeFault,
  type Experiment,
  type FaultSpec,
  type JournalEvent,
  type ListedFault,
  type Result,
  type RunResult,
  type Snapshot,
} from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as ManagedRuntime from "effect/ManagedRuntime";
import * as Scope from "effect/Scope";
import { type AgentAddress, remoteOptions } from "./run.ts";
import { load, type Subject, type SubjectOptions } from "./subject.ts";

/** An agent could not be reached, refused, or said what cannot be so. */
export class AgentError extends Error {
  /** `AgentLost`, `AgentRefused` or `AgentLied`. */
  readonly kind: string;

  constructor({ _tag, reason }: AgentFailure) {
    super(reason);
    this.name = "AgentError";
    this.kind = _tag;
  }
}

export interface InjectOptions {
  /** The fault's name in the run; one is made unless given. */
  readonly id?: string;
  /** The longest that it may last, in cluster time; microseconds. An hour unless given. */
  readonly ttlUs?: number;
}

/** A run on an agent. Leases of what it injects are renewed until it is healed, closed, or this process ends. */
export interface RemoteRun {
  /** Where the run ends, in microseconds. */
  readonly endUs: number;
  /** Injects a fault as a file would say it; without a start of its own it strikes now. Resolves with its id. */
  readonly inject: (fault: object, options?: InjectOptions) => Promise<string>;
  /** Ends or disarms a fault. Resolves with whether it was there. */
  readonly heal: (faultId: string) => Promise<boolean>;
  /** The injected faults that are armed or active. */
  readonly faults: () => Promise<ReadonlyArray<ListedFault>>;
  /** Lets cluster time pass up to an instant, as fast as it can; microseconds. */
  readonly advance: (untilUs: number) => Promise<{ readonly atUs: number; readonly isOver: boolean }>;
  /** The same, `rate` times as fast as real time. */
  readonly pace: (rate: number, untilUs: number) => Promise<{ readonly atUs: number; readonly isOver: boolean }>;
  readonly snapshot: () => Promise<Snapshot>;
  readonly result: () => Promise<RunResult>;
  /** Heals everything in it, and ends it. */
  readonly close: () => Promise<void>;
}

export interface OpenOptions extends SubjectOptions {
  /** Hears every event of the run, in order. */
  readonly onEvent?: (event: JournalEvent) => void;
}

/** A connection to an agent. */
export interface Connection {
  readonly describe: () => Promise<Result<"agent.describe">>;
  /** Opens a run of an experiment. Its own faults are left out: inject them. */
  readonly open: (subject: Subject, options?: OpenOptions) => Promise<RemoteRun>;
  /** The injected faults of every run, whoever opened it. */
  readonly faults: () => Promise<ReadonlyArray<ListedFault>>;
  /** Heals everything, and takes no new fault until it is lifted. */
  readonly halt: () => Promise<Result<"agent.halt">>;
  readonly lift: () => Promise<Result<"agent.halt">>;
  /** Heals what its runs hold, and closes the connection. */
  readonly close: () => Promise<void>;
}

const HOUR_US = 3_600_000_000;

/**
 * Connects to an agent. Rejects with {@link AgentError} where it cannot; so does everything that is asked of it later.
 *
 * @example
 * const agent = await connect({ url: "ws://127.0.0.1:7433" });
 * const opened = await agent.open("experiment.yaml");
 * await opened.inject({ kind: "card.crash", target: "sn00/n01/c3" });
 * await opened.advance(opened.endUs);
 * console.log((await opened.result()).metrics.effectiveThroughput);
 * await agent.close();
 */
export const connect = async (address: AgentAddress): Promise<Connection> => {
  const runtime = ManagedRuntime.make(remote(remoteOptions(address)));
  const ask = <A>(effect: Effect.Effect<A, AgentFailure>): Promise<A> =>
    Effect.runPromise(Effect.mapError(effect, (failure) => new AgentError(failure)));
  try {
    const agent = await runtime.runPromise(Effect.service(Agent));
    const runs = new Set<RemoteRun>();
    return {
      describe: () => ask(agent.describe),
      faults: () => ask(agent.faults),
      halt: () => ask(agent.halt(false)),
      lift: () => ask(agent.halt(true)),
      open: async (subject, options = {}) => {
        const { experiment } = await load(subject, options);
        const scope = Scope.makeUnsafe();
        const opening = agent.open({
          title: experiment.title,
          scenario: experiment,
          seed: experiment.seed,
          onEvent: options.onEvent ?? (() => {}),
        });
        const opened = await ask(Scope.provide(opening, scope));
        const close = async () => {
          runs.delete(run);
          await Effect.runPromise(Scope.close(scope, Exit.void));
        };
        const run = remoteRun(opened, experiment, ask, close);
        runs.add(run);
        return run;
      },
      close: async () => {
        for (const run of runs) await run.close();
        await runtime.dispose();
      },
    };
  } catch (error) {
    await runtime.dispose();
    throw isFailure(error) ? new AgentError(error) : error;
  }
};

const isFailure = (error: unknown): error is AgentFailure =>
  typeof error === "object" && error !== null && "_tag" in error && "reason" in error;

type Ask = <A>(effect: Effect.Effect<A, AgentFailure>) => Promise<A>;

const remoteRun = (run: AgentRun, experiment: Experiment, ask: Ask, end: () => Promise<void>): RemoteRun => {
  /** One lease keeps all faults of the run alive. */
  let lease: string | undefined;
  let renewing: NodeJS.Timeout | undefined;
  let injected = 0;
  const keepAlive = (expiresInMs: number): void => {
    clearTimeout(renewing);
    renewing = setTimeout(() => {
      if (lease === undefined) return;
      ask(run.renew(lease)).then(
        (renewed) => keepAlive(renewed.expiresInMs),
        () => {
          lease = undefined;
        },
      );
    }, expiresInMs / 3);
    renewing.unref();
  };
  return {
    endUs: run.endUs,
    inject: async (fault, { id, ttlUs = HOUR_US } = {}) => {
      const decoded = decodeFault(fault, experiment);
      if ("problems" in decoded)
        throw new BadInput(decoded.problems.map((problem) => ({ ...problem, place: { source: "the fault" } })));
      const spec: FaultSpec = decoded.value;
      const faultId = id ?? spec.id ?? `${spec.kind}-${++injected}`;
      const granted = await ask(run.inject({ faultId, fault: spec, ttlUs, ...(lease === undefined ? {} : { lease }) }));
      lease = granted.lease;
      keepAlive(granted.expiresInMs);
      return granted.faultId;
    },
    heal: (faultId) => ask(run.heal(faultId)),
    faults: () => ask(run.faults),
    advance: (untilUs) => ask(run.advance(untilUs)),
    pace: (rate, untilUs) => ask(run.pace(rate, untilUs)),
    snapshot: () => ask(run.snapshot),
    result: () => ask(run.result),
    close: async () => {
      clearTimeout(renewing);
      lease = undefined;
      await end();
    },
  };
};
