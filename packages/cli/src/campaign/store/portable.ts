import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import { type LoadedExperiment, loadExperiment, loadFile } from "../../files/load.ts";
import { campaignId } from "../request.ts";
import { StoreUnusable } from "./postgres.ts";

/**
 * An experiment as one document that needs nothing else, its includes and overrides put in. Functions do not travel: an
 * experiment that has any is refused.
 */
export const portable = Effect.fnUntraced(function* (loaded: LoadedExperiment, firstSeed: number) {
  const read = yield* Effect.promise(() =>
    loadFile(loaded.file, (written) => ({ value: written }), { overrides: loaded.overrides }),
  );
  const text = "problems" in read ? "" : JSON.stringify(read.value);
  const again = yield* unpacked(text, (file) => Effect.promise(() => loadExperiment(file)));
  if ("problems" in again || campaignId(again.loaded, firstSeed) !== campaignId(loaded, firstSeed)) {
    return yield* new StoreUnusable({
      message: `${loaded.file} cannot be kept in a store: it has functions, which do not travel. Run it by --shard on a folder that all share`,
    });
  }
  return text;
});

/** Puts an experiment's document into a file of its own for as long as it is used. */
export const unpacked = <A, E, R>(
  text: string,
  use: (file: string) => Effect.Effect<A, E, R>,
): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "ordeal-campaign-"));
      writeFileSync(join(folder, "experiment.json"), text);
      return folder;
    }),
    (folder) => use(join(folder, "experiment.json")),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true })),
  );
