import { serve } from "@ordeal/agent";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import type { WhenOver } from "./program.ts";

/** An agent in this process that nobody else talks to, with its address. */
export const agentHere = async (whenOver: WhenOver, options: { readonly leaseMs?: number } = {}) => {
  const scope = Effect.runSync(Scope.make());
  whenOver(() => Effect.runPromise(Scope.close(scope, Exit.void)));
  const serving = serve({ host: "127.0.0.1", port: 0, version: "test", ...options });
  const { url, port } = await Effect.runPromise(serving.pipe(Scope.provide(scope)));
  return { url: url.replace("/v1", ""), port };
};
