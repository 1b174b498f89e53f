import { type AgentFailure, AgentLost, AgentRefused } from "@ordeal/engine";
import { type ErrorName, errorCodes, type MethodName, methods, type Params, type Result } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import { type Asked, type Link, RpcError } from "./link.ts";

const namesByCode: ReadonlyMap<number, ErrorName> = new Map(
  Object.entries(errorCodes).map(([name, { code }]) => [code, name as ErrorName]),
);

/** Calls a method of the protocol. The answer is decoded: an agent that answers nonsense counts as lost. */
export const call = async <M extends MethodName>(
  link: Link,
  method: M,
  params: Params<M>,
  asked: Asked = {},
): Promise<Result<M>> => {
  const answer = await link.request(method, params, asked);
  const decoded = Schema.decodeUnknownOption(methods[method].result as Schema.Codec<Result<M>>)(answer);
  if (decoded._tag === "None") throw new Error(`it answered ${method} with something else than the protocol says`);
  return decoded.value;
};

/** What went wrong with a call, as the engine knows it. */
export const failureOf = (error: unknown): AgentFailure => {
  if (!(error instanceof RpcError)) return new AgentLost({ reason: (error as Error).message });
  return new AgentRefused({ name: namesByCode.get(error.code) ?? "internalError", reason: error.message });
};

/** A promise of the link's as an effect. */
export const linked = <A>(run: () => Promise<A>): Effect.Effect<A, AgentFailure> =>
  Effect.tryPromise({ try: run, catch: failureOf });
