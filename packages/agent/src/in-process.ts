import { randomUUID } from "node:crypto";
import { Agent, AgentRefused, type AgentRun, type Arrived } from "@ordeal/engine";
import { openRun as simulated } from "@ordeal/simulator";
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type { Soon } from "./backend/backend.ts";
import { Refused } from "./backend/refused.ts";
import { HostedCluster } from "./hosting/hosted-cluster.ts";
import type { HostedRun } from "./hosting/hosted-run.ts";
import { MockBackend } from "./mock/mock-backend.ts";
import type { MockRun } from "./mock/mock-run.ts";
import type { OpenRun } from "./mock/open-run.ts";

export type { OpenRun } from "./mock/open-run.ts";

/** How long one slice should keep the event loop busy: Ctrl-C must feel immediate. */
const SLICE_MS = 8;
/** How often a paced run is let go on. */
const TICK_MS = 20;

type Run = HostedRun<MockRun>;
type Cluster = HostedCluster<MockRun>;

/** Does something that may be refused. */
const asking = <A>(ask: () => Soon<A>): Effect.Effect<A, AgentRefused> =>
  Effect.suspend(() => {
    try {
      const answer = ask();
      return answer instanceof Promise
        ? Effect.tryPromise({ try: () => answer, catch: refusal })
        : Effect.succeed(answer);
    } catch (error) {
      return Effect.fail(refusal(error));
    }
  });

/** What was refused; anything else is a defect. */
const refusal = (error: unknown): AgentRefused => {
  if (error instanceof Refused) return new AgentRefused({ name: error.name, reason: error.message });
  throw error;
};

/**
 * The mock cluster in this process, as the engine's agent: the same runs as over a socket, without the socket. Leases are
 * granted and renewed, and none expires: if the engine dies, the cluster dies with it.
 */
export const inProcess = ({ openRun = simulated }: { readonly openRun?: OpenRun } = {}): Layer.Layer<Agent> =>
  Layer.effect(
    Agent,
    Effect.sync(() => {
      const nowMs = () => performance.now();
      const backend = new MockBackend({ openRun, nowMs, isDriven: false });
      const cluster: Cluster = new HostedCluster({ backend, nowMs, newId: randomUUID, version: "in process" });
      const holder = {};
      return Agent.of({
        isOurs: true,
        describe: asking(() => cluster.describe()),
        faults: asking(() => cluster.faults()),
        halt: (lift) =>
          asking(async () => {
            if (!lift) return { healed: await cluster.halt(), halted: cluster.isHalted };
            cluster.lift();
            return { halted: cluster.isHalted, healed: [] };
          }),
        open: ({ title, scenario, seed, onEvent }) =>
          Effect.acquireRelease(
            asking(() => cluster.open({ experiment: { ...scenario, title }, seed, onEvent }, holder)),
            (run) => Effect.promise(() => cluster.close(run.id)),
          ).pipe(Effect.map((run) => agentRun(cluster, run, holder))),
      });
    }),
  );

const agentRun = (cluster: Cluster, run: Run, holder: object): AgentRun => ({
  endUs: run.backend.endUs,
  seed: run.seed,
  inject: (injection) =>
    asking(async () => ({ faultId: injection.faultId, ...leased(await cluster.inject(run, injection, holder)) })),
  renew: (lease) => asking(() => leased(cluster.renew(lease, holder))),
  heal: (faultId) => asking(() => run.heal(faultId)),
  faults: asking(() => cluster.faults(run.id)),
  advance: (untilUs) => advance(run, untilUs),
  pace: (rate, untilUs) => pace(run, rate, untilUs),
  snapshot: asking(() => run.backend.snapshot()),
  result: asking(() => run.backend.result()),
  close: asking(() => cluster.close(run.id)),
});

const leased = ({ id, lengthMs }: { readonly id: string; readonly lengthMs: number }) => ({
  lease: id,
  expiresInMs: lengthMs,
});

const arrived = (run: Run): Arrived => ({ atUs: run.backend.nowUs, isOver: run.backend.isOver });

/** Lets a run go on in slices, and signals and timers in after each. */
const advance = Effect.fnUntraced(function* (run: Run, untilUs: number) {
  while (!(yield* asking(() => run.backend.slice(untilUs, SLICE_MS)))) yield* Effect.yieldNow;
  yield* Effect.yieldNow;
  return arrived(run);
});

const monotonicMs = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000n) / 1_000);

/** Lets a run go on as a clock does that nobody sets, `rate` times as fast. */
const pace = Effect.fnUntraced(function* (run: Run, rate: number, untilUs: number) {
  const goalUs = Math.min(untilUs, run.backend.endUs);
  const fromUs = run.backend.nowUs;
  const fromMs = yield* monotonicMs;
  for (;;) {
    const nowMs = yield* monotonicMs;
    const dueUs = Math.min(goalUs, Math.round(fromUs + (nowMs - fromMs) * 1_000 * rate));
    yield* advance(run, dueUs);
    if (dueUs >= goalUs) return arrived(run);
    yield* Effect.sleep(Math.min(TICK_MS, (goalUs - dueUs) / 1_000 / rate));
  }
});
