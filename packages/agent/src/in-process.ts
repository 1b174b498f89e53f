import { randomUUID } from "node:crypto";
import { Agent, AgentRefused, type AgentRun, type Arrived } from "@ordeal/engine";
import { openRun as simulated } from "@ordeal/simulator";
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type { HostedRun } from "./mock/hosted-run.ts";
import { MockCluster } from "./mock/mock-cluster.ts";
import { Refused } from "./mock/refused.ts";
import type { OpenRun } from "./mock/simulation.ts";

export type { OpenRun } from "./mock/simulation.ts";

/** How long one slice should keep the event loop busy: Ctrl-C must feel immediate. */
const SLICE_MS = 8;
/** How often a paced run is let go on. */
const TICK_MS = 20;

/** Does something that may be refused. */
const asking = <A>(ask: () => A): Effect.Effect<A, AgentRefused> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(ask());
    } catch (error) {
      if (error instanceof Refused) return Effect.fail(new AgentRefused({ name: error.name, reason: error.message }));
      throw error;
    }
  });

/**
 * The mock cluster in this process, as the engine's agent: the same runs as over a socket, without the socket. Leases are
 * granted and renewed, and none expires: if the engine dies, the cluster dies with it.
 */
export const inProcess = ({ openRun = simulated }: { readonly openRun?: OpenRun } = {}): Layer.Layer<Agent> =>
  Layer.effect(
    Agent,
    Effect.sync(() => {
      const nowMs = () => performance.now();
      const cluster = new MockCluster({ openRun, nowMs, newId: randomUUID, version: "in process" });
      const holder = {};
      return Agent.of({
        isOurs: true,
        describe: asking(() => cluster.describe()),
        faults: asking(() => cluster.faults()),
        halt: (lift) =>
          asking(() => {
            const healed = lift ? [] : cluster.halt();
            if (lift) cluster.lift();
            return { halted: cluster.isHalted, healed };
          }),
        open: ({ title, scenario, seed, onEvent }) =>
          Effect.acquireRelease(
            asking(() => cluster.open({ experiment: { ...scenario, title }, seed, onEvent }, holder)),
            (run) => Effect.sync(() => cluster.close(run.id)),
          ).pipe(Effect.map((run) => agentRun(cluster, run, holder))),
      });
    }),
  );

const agentRun = (cluster: MockCluster, run: HostedRun, holder: object): AgentRun => ({
  endUs: run.simulation.endUs,
  seed: run.seed,
  inject: (injection) =>
    asking(() => ({ faultId: injection.faultId, ...leased(cluster.inject(run, injection, holder)) })),
  renew: (lease) => asking(() => leased(cluster.renew(lease, holder))),
  heal: (faultId) => asking(() => run.heal(faultId)),
  faults: asking(() => cluster.faults(run.id)),
  advance: (untilUs) => advance(run, untilUs),
  pace: (rate, untilUs) => pace(run, rate, untilUs),
  snapshot: asking(() => run.simulation.snapshot()),
  result: asking(() => run.simulation.result()),
  close: asking(() => void cluster.close(run.id)),
});

const leased = ({ id, lengthMs }: { readonly id: string; readonly lengthMs: number }) => ({
  lease: id,
  expiresInMs: lengthMs,
});

const arrived = (run: HostedRun): Arrived => ({ atUs: run.simulation.nowUs, isOver: run.isOver });

/** Lets a run go on in slices, and signals and timers in after each. */
const advance = Effect.fnUntraced(function* (run: HostedRun, untilUs: number) {
  while (!(yield* asking(() => run.slice(untilUs, SLICE_MS)))) yield* Effect.yieldNow;
  yield* Effect.yieldNow;
  return arrived(run);
});

const monotonicMs = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000n) / 1_000);

/** Lets a run go on as a clock does that nobody sets, `rate` times as fast. */
const pace = Effect.fnUntraced(function* (run: HostedRun, rate: number, untilUs: number) {
  const goalUs = Math.min(untilUs, run.simulation.endUs);
  const fromUs = run.simulation.nowUs;
  const fromMs = yield* monotonicMs;
  for (;;) {
    const nowMs = yield* monotonicMs;
    const dueUs = Math.min(goalUs, Math.round(fromUs + (nowMs - fromMs) * 1_000 * rate));
    yield* advance(run, dueUs);
    if (dueUs >= goalUs) return arrived(run);
    yield* Effect.sleep(Math.min(TICK_MS, (goalUs - dueUs) / 1_000 / rate));
  }
});
