import { type RemoteOptions, remote } from "@ordeal/agent";
import { CannotWrite, outputsIn, RunBroke, runExperiment, silently } from "@ordeal/cli";
import type { ResultDocument } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { load, type Subject, type SubjectOptions } from "./subject.ts";

/** How an agent is reached. */
export interface AgentAddress {
  /** Such as `ws://127.0.0.1:7433`, or `wss://…`. */
  readonly url: string;
  readonly token?: string;
  /** Certificates to trust, in PEM; for `wss`. */
  readonly ca?: string;
}

export interface RunOptions extends SubjectOptions {
  /** The agent to run it on; a simulation in this process unless given. */
  readonly agent?: AgentAddress;
  /** How many times faster than real time; as fast as it can unless given. */
  readonly rate?: number;
  /** A folder for the result document and the journal. */
  readonly out?: string;
  /** Whether a pass with a warning is no pass. */
  readonly isStrict?: boolean;
  /** Ends the run; everything that was injected is healed before it rejects. */
  readonly signal?: AbortSignal;
}

/** There is no result: the run broke, the agent was lost or refused, or nothing could be written. */
export class NoResult extends Error {
  /** Injected faults that nobody saw healed, by id. */
  readonly unhealed: ReadonlyArray<string>;

  constructor(message: string, unhealed: ReadonlyArray<string> = []) {
    super(message);
    this.name = "NoResult";
    this.unhealed = unhealed;
  }
}

/**
 * Runs an experiment as `ordeal run` does: steady state, faults on leases, healing, verdict. Resolves with the result
 * document whatever the verdict is; rejects with `BadInput`, {@link NoResult} or the reason of the signal.
 *
 * @example
 * const { verdict, metrics } = await run("experiment.yaml");
 * if (verdict !== "pass") process.exitCode = 1;
 */
export const run = async (subject: Subject, options: RunOptions = {}): Promise<ResultDocument> => {
  const loaded = await load(subject, options);
  const { agent, rate, out, isStrict, signal } = options;
  const running = runExperiment(loaded, {
    ...(agent === undefined ? {} : { elsewhere: { url: agent.url, layer: remote(remoteOptions(agent)) } }),
    ...(rate === undefined ? {} : { rate }),
    ...(out === undefined ? {} : { outputs: outputsIn(out, loaded.name) }),
    ...(isStrict === undefined ? {} : { isStrict }),
  });
  const told = running.pipe(
    silently,
    Effect.map(({ document }) => document),
    Effect.catch((broken) => Effect.fail(explain(broken))),
  );
  signal?.throwIfAborted();
  try {
    return await Effect.runPromise(told, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
};

/** Flags of the command as the client has them. */
export const remoteOptions = ({ url, token, ca }: AgentAddress): RemoteOptions => ({
  url,
  ...(token === undefined ? {} : { token }),
  ...(ca === undefined ? {} : { ca }),
});

type Broken = Effect.Error<ReturnType<typeof runExperiment>>;

const explain = (broken: Broken): Error => {
  if (broken instanceof CannotWrite) return new NoResult(`${broken.path} ${broken.reason}`);
  if (broken instanceof RunBroke) return new NoResult(broken.reason);
  switch (broken._tag) {
    case "AgentFailed":
      return new NoResult(`${broken.url}: ${broken.reason}`, broken.unhealed);
    case "TookTooLong":
      return new NoResult(`the run went through more than ${broken.eventsMax} events, and was stopped`);
    default:
      return new NoResult(broken.problem.message);
  }
};
