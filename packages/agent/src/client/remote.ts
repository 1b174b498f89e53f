import { randomUUID } from "node:crypto";
import { Agent, type AgentFailure, AgentLied, type AgentRun, type OpenRequest } from "@ordeal/engine";
import { FaultSpec, type Result, type RunResult } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Schema from "effect/Schema";
import { plainText } from "./answer.ts";
import { call, linked } from "./caller.ts";
import { Link } from "./link.ts";
import { RemoteRun } from "./remote-run.ts";
import { writeExperiment } from "./written-experiment.ts";

export interface RemoteOptions {
  /** Such as `ws://127.0.0.1:7433`; its path is `/v1` unless given. */
  readonly url: string;
  readonly token?: string;
  /** How long each answer may take, in milliseconds; ten seconds unless given. */
  readonly answerMs?: number;
  /** Certificates, in PEM, of whom to trust beside those that everybody trusts; for `wss`. */
  readonly ca?: string;
}

/** How long whoever leaves a run waits for the agent to take notice of it. */
const GOODBYE_MS = 1_000;

/** An agent behind a WebSocket, as the engine's agent. */
export const remote = (options: RemoteOptions): Layer.Layer<Agent, AgentFailure> =>
  Layer.effect(
    Agent,
    Effect.gen(function* () {
      const runs = new Map<string, RemoteRun>();
      const link = yield* Effect.acquireRelease(
        Effect.sync(() => linkTo(options, runs)),
        (link) => Effect.sync(() => link.close()),
      );
      yield* linked(() => link.open());
      let isRealTime = false;
      return Agent.of({
        isOurs: false,
        describe: Effect.map(
          linked(() => call(link, "agent.describe", {})),
          (described) => {
            isRealTime = !described.capabilities.virtualTime;
            return plainDescription(described);
          },
        ),
        faults: Effect.map(
          linked(() => call(link, "fault.list", {})),
          ({ faults }) => faults.map(plainFault),
        ),
        halt: (lift) =>
          Effect.map(
            linked(() => call(link, "agent.halt", { lift })),
            ({ halted, healed }) => ({ halted, healed: healed.map(plainFault) }),
          ),
        open: (request) => open(link, runs, { ...request, isRealTime }),
      });
    }),
  );

const linkTo = ({ url, token, answerMs, ca }: RemoteOptions, runs: ReadonlyMap<string, RemoteRun>): Link => {
  const address = new URL(url);
  if (address.pathname === "/") address.pathname = "/v1";
  return new Link({
    url: address.href,
    ...(token === undefined ? {} : { token }),
    ...(answerMs === undefined ? {} : { answerMs }),
    ...(ca === undefined ? {} : { ca }),
    onNotification: (method, params) => {
      const { runId } = (params ?? {}) as { readonly runId?: unknown };
      if (typeof runId === "string") runs.get(runId)?.hear(method, params);
    },
    onReconnected: async () => {
      await Promise.all([...runs.values()].map((run) => run.resume()));
    },
    onLost: (reason) => {
      for (const run of runs.values()) run.lose(reason);
    },
  });
};

interface RemoteRequest extends OpenRequest {
  /** Whether time goes by itself there. */
  readonly isRealTime: boolean;
}

const open = Effect.fnUntraced(function* (link: Link, runs: Map<string, RemoteRun>, request: RemoteRequest) {
  const experiment = yield* writeExperiment(request);
  // With a name of our own, opening it again after a lost connection opens the same run.
  const runId = `run-${randomUUID().slice(0, 13)}`;
  let isClosed = false;
  const close = linked(async () => {
    await call(link, "run.close", { runId });
    isClosed = true;
    runs.delete(runId);
  });
  // Asked for before it is opened: nobody knows what became of an opening whose answer never came.
  yield* Effect.addFinalizer(() =>
    isClosed ? Effect.void : Effect.ignore(Effect.timeout(Effect.interruptible(close), GOODBYE_MS)),
  );
  const opened = yield* linked(() => call(link, "run.open", { experiment, seed: request.seed, runId }));
  if (opened.runId !== runId) return yield* new AgentLied({ reason: "it opened another run than it was asked for" });
  const run = new RemoteRun(link, { ...opened, isRealTime: request.isRealTime }, request.onEvent);
  runs.set(runId, run);
  yield* linked(() => run.subscribe());
  return agentRun(link, run, close);
});

const agentRun = (link: Link, run: RemoteRun, close: AgentRun["close"]): AgentRun => {
  const { runId, endUs, seed } = run;
  return {
    endUs,
    seed,
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
    faults: linked(async () => {
      const { faults } = await call(link, "fault.list", { runId });
      if (faults.some((fault) => fault.runId !== runId)) throw new Error("it listed faults of another run");
      await run.catchUp();
      return faults.map(plainFault);
    }),
    advance: (untilUs) => linked(() => run.advance(untilUs)),
    pace: (rate, untilUs) => linked(() => run.pace(rate, untilUs)),
    snapshot: linked(() => run.look()),
    result: Effect.map(
      linked(() => call(link, "run.result", { runId })),
      plainResult,
    ),
    close,
  };
};

/** What people are shown of an agent's answers is text, and nothing that a terminal would obey. */
const plainDescription = ({ capabilities, ...described }: Result<"agent.describe">): Result<"agent.describe"> => {
  const { missing } = capabilities;
  const reasons = Object.entries(missing ?? {}).map(([kind, reason]) => [kind, plainText(reason)] as const);
  return {
    ...described,
    agent: plainText(described.agent),
    version: plainText(described.version),
    capabilities: { ...capabilities, ...(missing === undefined ? {} : { missing: Object.fromEntries(reasons) }) },
  };
};

const plainFault = <A extends { readonly runId: string; readonly faultId: string }>(fault: A): A => ({
  ...fault,
  runId: plainText(fault.runId),
  faultId: plainText(fault.faultId),
});

const plainResult = (result: RunResult): RunResult => ({
  ...result,
  interruptions: result.interruptions.map((one) => ({
    ...one,
    cause: plainText(one.cause),
    faultId: plainText(one.faultId),
  })),
  faultsByCause: result.faultsByCause.map((one) => ({ ...one, cause: plainText(one.cause) })),
  ...(result.violations === undefined ? {} : { violations: result.violations.map(plainText) }),
  ...(result.doubts === undefined ? {} : { doubts: result.doubts.map(plainText) }),
});
