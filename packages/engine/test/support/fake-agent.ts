import {
  type Capabilities,
  type FaultKind,
  faultKindNames,
  type ListedFault,
  type RunResult,
  type Snapshot,
} from "@ordeal/model";
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import { Agent, type AgentFailure, AgentLost, AgentRefused, type AgentRun } from "../../src/index.ts";

/** What a scripted agent does, and what it was asked. */
export interface Script {
  readonly kinds?: ReadonlyArray<FaultKind>;
  readonly capabilities?: Partial<Capabilities>;
  readonly endUs?: number;
  /** How long its leases last. */
  readonly leaseMs?: number;
  /** How long each advance takes on the clock. */
  readonly advanceMs?: number;
  /** Called before each request; what it returns is the answer's failure. */
  readonly fail?: (request: string) => AgentFailure | undefined;
  /** What a snapshot shows at an instant, over a run in which nothing is wrong. */
  readonly shows?: (atUs: number) => Partial<Snapshot>;
  readonly result?: Partial<RunResult>;
  /** Faults that cannot be healed. */
  readonly stubborn?: ReadonlyArray<string>;
  /** Instants at which the experiment's first fault strikes; when each says so itself unless given. */
  readonly strikesUs?: ReadonlyArray<number>;
}

const none = { mean: null, p50: null, p90: null, p99: null, max: null };

/** An agent of a few lines: it keeps faults on leases by the clock of the test, and does nothing else. */
export const fakeAgent = (script: Script = {}) => {
  const { endUs = 3_600e6, leaseMs = 9_000, stubborn = [], strikesUs } = script;
  const asked: Array<string> = [];
  const faults = new Map<string, ListedFault>();
  const startsUs = new Map<string, number>();
  let expiresMs = Number.POSITIVE_INFINITY;
  let nowUs = 0;
  let seq = 0;
  const ask = (request: string) =>
    Effect.suspend(() => {
      asked.push(request);
      const failure = script.fail?.(request);
      return failure === undefined ? Effect.void : Effect.fail(failure);
    });
  const renewed = Effect.map(Clock.currentTimeMillis, (nowMs) => {
    expiresMs = nowMs + leaseMs;
    return { lease: "lease", expiresInMs: leaseMs };
  });
  const alive = Effect.flatMap(Clock.currentTimeMillis, (nowMs) => {
    if (nowMs <= expiresMs) return Effect.void;
    faults.clear();
    return Effect.fail(new AgentRefused({ name: "leaseExpired", reason: "the lease expired" }));
  });
  const snapshot = (): Snapshot =>
    ({
      atUs: nowUs,
      progressUs: nowUs,
      ledgerUs: { productive: nowUs },
      downSinceUs: null,
      nodesDown: 0,
      sparesUsable: 3,
      faults: [...faults.values()],
      bandwidthShare: 1,
      storageShare: 1,
      ...script.shows?.(nowUs),
    }) as unknown as Snapshot;
  const metrics = { effectiveThroughput: 0.9, recoveryTime: none, lostWork: none, nodesDown: none };
  const result = () => ({ wallUs: nowUs, metrics, ...script.result }) as unknown as RunResult;
  const layer = Layer.succeed(Agent, {
    isOurs: true,
    describe: Effect.map(ask("describe"), () => ({
      agent: "fake",
      version: "0",
      protocol: 1,
      halted: false,
      runs: [],
      capabilities: { kinds: script.kinds ?? faultKindNames, virtualTime: true, ...script.capabilities },
    })),
    faults: Effect.sync(() => [...faults.values()]),
    halt: () => Effect.succeed({ halted: true, healed: [] }),
    open: ({ title, onEvent }) =>
      Effect.gen(function* () {
        yield* ask(`open ${title}`);
        nowUs = 0;
        yield* Effect.addFinalizer(() => Effect.sync(() => asked.push("close")));
        const arrive = Effect.fnUntraced(function* (request: string, untilUs: number) {
          yield* ask(request);
          if (script.advanceMs !== undefined) yield* Effect.sleep(script.advanceMs);
          yield* alive;
          const [first = "none"] = faults.keys();
          const strikes = strikesUs?.map((us) => [first, us] as const) ?? [...startsUs];
          for (const [faultId, atUs] of strikes.filter(([, us]) => us > nowUs && us <= untilUs)) {
            const data = { faultId, kind: "job.crash", targets: [], origin: "experiment", cause: "", untilUs: null };
            onEvent({ seq: seq++, atUs, type: "fault.started", data } as never);
          }
          nowUs = untilUs;
          return { atUs: nowUs, isOver: nowUs >= endUs };
        });
        const run: AgentRun = {
          endUs,
          seed: 1,
          inject: ({ faultId, fault }) =>
            Effect.gen(function* () {
              yield* ask(`inject ${faultId}`);
              startsUs.set(faultId, typeof fault.at === "number" ? fault.at : Number.NaN);
              faults.set(faultId, {
                runId: "r",
                faultId,
                kind: fault.kind,
                sinceUs: null,
                lease: "lease",
                expiresInMs: leaseMs,
                held: true,
              });
              return { faultId, ...(yield* renewed) };
            }),
          renew: () => Effect.andThen(ask("renew"), Effect.andThen(alive, renewed)),
          heal: (faultId) =>
            Effect.map(ask(`heal ${faultId}`), () => !stubborn.includes(faultId) && faults.delete(faultId)),
          faults: Effect.map(ask("list"), () => [...faults.values()]),
          advance: (untilUs) => arrive(`advance ${untilUs / 1e6}`, untilUs),
          pace: (rate, untilUs) => arrive(`pace ${rate} ${untilUs / 1e6}`, untilUs),
          snapshot: Effect.sync(snapshot),
          result: Effect.map(ask("result"), result),
          close: Effect.asVoid(ask("close")),
        };
        return run;
      }),
  });
  return { layer, asked, faults };
};

export const lost = new AgentLost({ reason: "the connection is gone" });
