import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Experiment } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { type Elsewhere, runExperiment } from "../run/experiment.ts";
import { outputsIn } from "../run/outputs.ts";
import { eventsOfJournal, type Recorded } from "./recorded-run.ts";

/** Runs an experiment on an agent, and keeps its journal only until it is read. */
export const runOnAgent = (loaded: LoadedExperiment, experiment: Experiment, elsewhere: Elsewhere) =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "ordeal-compare-"))),
        (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true })),
      );
      const outputs = outputsIn(folder, "run");
      const { result, doubts } = yield* runExperiment({ ...loaded, experiment }, { elsewhere, outputs });
      const recorded: Recorded = {
        run: { result, events: eventsOfJournal(outputs.journal) },
        doubts: [...(result.doubts ?? []), ...doubts.filter((doubt) => !(result.doubts ?? []).includes(doubt))],
        violations: result.violations ?? [],
      };
      return recorded;
    }),
  );
