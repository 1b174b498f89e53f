import { existsSync, writeFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { counterexampleSettings, counterexampleText, pathFrom, storyText, TIMELINE_SUFFIX } from "@ordeal/explorer";
import { type FaultSpec, isInstalled, vitestCommand, writeFault } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { loadTimeline } from "../files/load-timeline.ts";
import { shellWord } from "../print/shell.ts";
import { makeFolder, tryWrite } from "../run/outputs.ts";
import { setOf } from "./request.ts";
import type { ShrunkCounterexample } from "./run-hunt.ts";

/** Where a counterexample was saved. */
export interface Saved {
  readonly timeline: string;
  readonly test: string;
  /** What runs the test; `null` where the folder lies outside of every project that has what the test imports. */
  readonly command: string | null;
}

/** Writes a counterexample as a timeline, and as a test that fails until it is fixed. */
export const save = Effect.fnUntraced(function* (
  loaded: LoadedExperiment,
  small: ShrunkCounterexample,
  { folder, searchSeed, command }: { readonly folder: string; readonly searchSeed: number; readonly command: string },
) {
  const { timeline: faults } = small.shrunk.trial;
  const name = yield* Effect.promise(() =>
    nameFor(join(folder, `${loaded.name}-seed-${searchSeed}`), { faults, source: command }),
  );
  const saved: Saved = {
    timeline: `${name}${TIMELINE_SUFFIX}`,
    test: `${name}.test.ts`,
    command: testCommand(`${name}.test.ts`),
  };
  yield* makeFolder(folder);
  const text = counterexampleText({
    title: small.story.title,
    on: pathFrom(saved.timeline, loaded.file),
    ...counterexampleSettings(loaded.experiment, setOf(loaded)),
    timeline: faults,
    story: storyText(small.story),
    command,
  });
  yield* tryWrite(saved.timeline, () => writeFileSync(saved.timeline, text));
  yield* tryWrite(saved.test, () => writeFileSync(saved.test, testText(pathFrom(name, saved.timeline), small)));
  return saved;
});

interface SavedTimeline {
  readonly faults: ReadonlyArray<FaultSpec>;
  readonly source: string;
}

/** An earlier counterexample is not written over; the same one is, and one that was shrunk further. */
const nameFor = async (wanted: string, found: SavedTimeline): Promise<string> => {
  for (let nth = 1; ; nth++) {
    const name = nth === 1 ? wanted : `${wanted}-${nth}`;
    const file = `${name}${TIMELINE_SUFFIX}`;
    if (!existsSync(file)) return name;
    const loading = await loadTimeline(file);
    if ("problems" in loading) continue;
    const { faults, source = "" } = loading.loaded.timeline;
    const isSame = isDeepStrictEqual(faults.map(writeFault), found.faults.map(writeFault));
    if (isSame || isFurther(found.source, source)) return name;
  }
};

/** Whether one command goes on shrinking what another found: its path begins as the other's does. */
const isFurther = (command: string, before: string): boolean =>
  / --path \d+\/\d+:[\d.]*$/.test(before) && command.startsWith(before.endsWith(":") ? before : `${before}.`);

/** What the test imports. */
const faces = isInstalled
  ? ({ cli: "ordeal", vitest: "ordeal/vitest" } as const)
  : ({ cli: "@ordeal/cli", vitest: "@ordeal/explorer/vitest" } as const);

const testText = (
  timeline: string,
  { story }: ShrunkCounterexample,
): string => `import { readCounterexample } from "${faces.cli}";
import { thisTimeline } from "${faces.vitest}";

// ${story.title.replace(/\s+/g, " ")}
// ${timeline.replace(/^\.\//, "")} tells the story. This test fails until the experiment holds under it; keep it, so that it stays so.
const file = new URL(${JSON.stringify(timeline)}, import.meta.url);
const { timeline, experiment } = await readCounterexample(file);

thisTimeline(timeline, { keepsTheTargetOf: experiment });
`;

const testCommand = (test: string): string | null => {
  const here = pathToFileURL(resolve(test));
  const isFound = ["@ordeal/cli", "@ordeal/explorer"].every((name) => findPackage(name, here) !== undefined);
  return isFound ? `${vitestCommand} run --root ${shellWord(dirname(test))}` : null;
};

/** As an import would find it. */
const findPackage = (name: string, from: URL): string | undefined => {
  try {
    return findPackageJSON(name, from);
  } catch {
    return undefined;
  }
};
