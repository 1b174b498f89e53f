import { writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { counterexampleText, storyText } from "@ordeal/explorer";
import * as Effect from "effect/Effect";
import type { LoadedExperiment } from "../files/load.ts";
import { makeFolder, writing } from "../run/outputs.ts";
import type { Small } from "./hunting.ts";
import { setOf } from "./request.ts";

/** Where a counterexample was saved. */
export interface Saved {
  readonly timeline: string;
  readonly test: string;
}

/** Writes a counterexample as a timeline, and as a test that fails until it is mended. */
export const save = Effect.fnUntraced(function* (
  loaded: LoadedExperiment,
  small: Small,
  { folder, searchSeed, command }: { readonly folder: string; readonly searchSeed: number; readonly command: string },
) {
  const name = `${loaded.name}-seed-${searchSeed}`;
  const saved: Saved = { timeline: join(folder, `${name}.timeline.yaml`), test: join(folder, `${name}.test.ts`) };
  yield* makeFolder(folder);
  const story = storyText(small.story);
  const text = counterexampleText({
    title: small.story.title,
    on: relativeTo(saved.timeline, loaded.file),
    seed: loaded.experiment.seed,
    set: setOf(loaded).filter((one) => !one.startsWith("seed=")),
    timeline: small.shrunk.trial.timeline,
    story,
    command,
  });
  yield* writing(saved.timeline, () => writeFileSync(saved.timeline, text));
  yield* writing(saved.test, () => writeFileSync(saved.test, testText(`${name}.timeline.yaml`, small.story.title)));
  return saved;
});

/** A path as a file that lies elsewhere writes it: with a dot first, and slashes. */
const relativeTo = (from: string, to: string): string => {
  const path = relative(dirname(resolve(from)), resolve(to))
    .split(sep)
    .join("/");
  return path.startsWith(".") ? path : `./${path}`;
};

/** What the test imports. */
const faces = { cli: "@ordeal/cli", vitest: "@ordeal/explorer/vitest" } as const;

const testText = (timeline: string, title: string): string => `import { readCounterexample } from "${faces.cli}";
import { thisTimeline } from "${faces.vitest}";

// ${title.replace(/\s+/g, " ")}
// ${timeline} tells the story. This test fails until the experiment holds under it; keep it, so that it stays so.
const file = new URL(${JSON.stringify(`./${timeline}`)}, import.meta.url);
const { timeline, experiment } = await readCounterexample(file);

thisTimeline(timeline, { keepsTheTargetOf: experiment });
`;
