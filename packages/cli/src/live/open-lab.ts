import { dirname, resolve } from "node:path";
import type { Live } from "@ordeal/agent/live";
import { limits } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import { loadFile } from "../files/load.ts";
import { Screen } from "../screen.ts";
import { printBadInput } from "../verbs/input.ts";

/** There is no lab: its file is not good, or this machine cannot hold it. `reason` is ready to be printed. */
export class NoLab extends Schema.TaggedError<NoLab>()("NoLab", { reason: Schema.String }) {}

/** Makes the lab of a file, and takes it down when the scope closes. */
export const openLab = Effect.fnUntraced(function* (file: string, leaseMs: number = limits.leaseMs) {
  const { err } = yield* Screen;
  // What a lab needs is loaded where there is one.
  const { CannotBuild, decodeLab, openLive } = yield* Effect.promise(() => import("@ordeal/agent/live"));
  const reading = yield* Effect.promise(() => loadFile(file, decodeLab));
  if ("problems" in reading) {
    const reason = printBadInput([{ file, problems: reading.problems }], "; nothing was started");
    return yield* new NoLab({ reason });
  }
  return yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => openLive(reading.value, { base: dirname(resolve(file)), silentMs: leaseMs }),
      catch: (error) => error,
    }).pipe(
      Effect.catch((error) =>
        error instanceof CannotBuild
          ? Effect.fail(new NoLab({ reason: `the lab cannot be made: ${error.message}\n` }))
          : Effect.die(error),
      ),
    ),
    (lab) =>
      Effect.promise(async () => {
        const left = await lab.takeDown();
        if (left.length > 0) err.write(`could not be undone, and its guardian goes on trying: ${left.join(", ")}\n`);
      }),
  );
});

/** What can be injected there, how, and what cannot and why. */
export const describeLab = ({ backend }: Live): string => {
  const { agent, capabilities } = backend.about;
  const can = Object.entries(capabilities.faults ?? {}).map(
    ([kind, { mechanism, undo }]) => `  ${kind.padEnd(20)}${mechanism} (undo: ${undo})`,
  );
  const cannot = Object.entries(capabilities.missing ?? {}).map(
    ([kind, reason]) => `  ${kind.padEnd(20)}not here: ${reason}`,
  );
  return `${[`${agent}:`, ...can, ...cannot].join("\n")}\n`;
};
