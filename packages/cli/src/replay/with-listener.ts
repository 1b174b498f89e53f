import { Agent, type AgentFailure } from "@ordeal/engine";
import type { JournalEvent } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";

/** An agent whose first run has another listener: every event, in order and each once. */
export const withListener = (
  agent: Layer.Layer<Agent, AgentFailure>,
  listener: (event: JournalEvent) => void,
): Layer.Layer<Agent, AgentFailure> =>
  Layer.effect(
    Agent,
    Effect.gen(function* () {
      const inner = yield* Agent;
      let isFirst = true;
      return Agent.of({
        ...inner,
        open: (request) => {
          if (!isFirst) return inner.open(request);
          isFirst = false;
          return inner.open({
            ...request,
            onEvent: (event) => {
              listener(event);
              request.onEvent(event);
            },
          });
        },
      });
    }),
  ).pipe(Layer.provide(agent));
