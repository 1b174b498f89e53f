import { remote, serve } from "@ordeal/agent";
import * as Effect from "effect/Effect";
import type { Elsewhere } from "../run/experiment.ts";
import { version } from "../version.ts";
import { NoLab, openLab } from "./open-lab.ts";

/** A lab with an agent before it that nobody else talks to; gone when the scope closes. */
export const labAgent = Effect.fnUntraced(function* (file: string) {
  const { backend } = yield* openLab(file);
  const { url } = yield* serve({ backend, host: "127.0.0.1", port: 0, version }).pipe(
    Effect.catchTag("CannotServe", ({ reason }) => Effect.fail(new NoLab({ reason: `${reason}\n` }))),
  );
  const address = url.replace(/\/v1$/, "");
  const elsewhere: Elsewhere = { url: address, layer: remote({ url: address }) };
  return elsewhere;
});
