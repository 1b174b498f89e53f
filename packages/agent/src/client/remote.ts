import { randomUUID } from "node:crypto";
import { Agent, type AgentFailure, AgentRefused, type AgentRun, type OpenRequest } from "@ordeal/engine";
import { Experiment, FaultSpec, MINUTE_US } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Schema from "effect/Schema";
import { call, linked } from "./caller.ts";
import { Link } from "./link.ts";
import { RemoteRun } from "./remote-run.ts";

export interface RemoteOptions {
  /** Such as `ws://127.0.0.1:7433`; its path is `/v1` unless given. */
  readonly url: string;
  readonly token?: string;
  /** Certificates, in PEM, of whom to trust beside those that everybody trusts; for `wss`. */
  readonly ca?: string;
}

/** An agent behind a WebSocket, as the engine's agent. */
export const remote = (options: RemoteOptions): Layer.Layer<Agent, AgentFailure> =>
  Layer.effect(
    Agent,
    Effect.gen(function* () {
      const runs = new Map<string, RemoteRun>();
      const link = yield* Effect.acquireRelease(
        linked(() => connect(options, runs)),
        (link) => Effect.sync(() => link.close()),
      );
      return Agent.of({
        describe: linked(() => call(link, "agent.describe", {})),
        faults: Effect.map(
          linked(() => call(link, "fault.list", {})),
          ({ faults }) => faults,
        ),
        halt: (lift) => linked(() => call(link, "agent.halt", { lift })),
        open: (request) => open(link, runs, request),
      });
    }),
  );

const connect = async ({ url, token, ca }: RemoteOptions, runs: ReadonlyMap<string, RemoteRun>): Promise<Link> => {
  const address = new URL(url);
  if (address.pathname === "/") address.pathname = "/v1";
  const link = new Link({
    url: address.href,
    ...(token === undefined ? {} : { token }),
    ...(ca === undefined ? {} : { ca }),
    onNotification: (method, params) => {
      const { runId } = (params ?? {}) as { readonly runId?: unknown };
      runs.get(String(runId))?.hear(method, params);
    },
    onReconnected: () => {
      for (const run of runs.values()) run.resume();
    },
    onLost: (reason) => {
      for (const run of runs.values()) run.lose(reason);
    },
  });
  await link.open();
  return link;
};

const open = Effect.fnUntraced(function* (link: Link, runs: Map<string, RemoteRun>, request: OpenRequest) {
  const experiment = yield* written(request);
  // With a name of our own, opening it again after a lost connection opens the same run.
  const runId = `run-${randomUUID().slice(0, 13)}`;
  const opened = yield* Effect.acquireRelease(
    linked(() => call(link, "run.open", { experiment, seed: request.seed, runId })),
    ({ runId }) =>
      Effect.ignore(linked(() => call(link, "run.close", { runId }))).pipe(
        Effect.andThen(Effect.sync(() => runs.delete(runId))),
      ),
  );
  const run = new RemoteRun(link, opened, request.onEvent);
  runs.set(run.runId, run);
  yield* linked(() => run.subscribe());
  return agentRun(link, run);
});

const agentRun = (link: Link, run: RemoteRun): AgentRun => {
  const { runId, endUs } = run;
  return {
    endUs,
    inject: ({ fault, ...injection }) => {
      const encoded = Schema.encodeUnknownSync(FaultSpec)(fault);
      return linked(() => call(link, "fault.inject", { runId, fault: encoded, ...injection }));
    },
    renew: (lease) => linked(() => call(link, "lease.renew", { lease })),
    heal: (faultId) =>
      Effect.map(
        linked(() => call(link, "fault.heal", { runId, faultId })),
        ({ healed }) => healed,
      ),
    faults: Effect.map(
      linked(() => call(link, "fault.list", { runId })),
      ({ faults }) => faults,
    ),
    advance: (untilUs) => linked(() => run.advance(untilUs)),
    pace: (rate, untilUs) => linked(() => run.pace(rate, untilUs)),
    snapshot: linked(() => call(link, "run.snapshot", { runId })),
    result: linked(() => call(link, "run.result", { runId })),
  };
};

/** A scenario as people write it; what cannot be written cannot be sent. */
const written = ({ title, scenario, seed }: OpenRequest): Effect.Effect<unknown, AgentRefused> => {
  const { duration, startsAt, cluster, job, checkpoint, recovery, hazards, hazardsOff, changes, safety } = scenario;
  const whole = {
    title,
    seed,
    duration,
    cluster,
    job,
    checkpoint,
    recovery,
    hazards,
    faults: [],
    changes,
    thresholds: [],
    stopWhen: [],
    probe: MINUTE_US,
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(hazardsOff === undefined ? {} : { hazardsOff }),
    ...(safety === undefined ? {} : { safety }),
  };
  if (hasFunction(whole)) {
    const reason =
      "the experiment brings a function (a policy, or an interval), which cannot be sent: run it in this process, or name a built-in policy or a ladder";
    return Effect.fail(new AgentRefused({ name: "unsupported", reason }));
  }
  return Effect.sync(() => Schema.encodeUnknownSync(Experiment)(whole));
};

const hasFunction = (value: unknown): boolean =>
  typeof value === "function" ||
  (typeof value === "object" && value !== null && Object.values(value).some(hasFunction));
