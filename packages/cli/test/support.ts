import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Writable } from "node:stream";
import * as Effect from "effect/Effect";
import { onTestFinished } from "vitest";
import { Screen } from "../src/screen.ts";

/** The repository, where commands are run from. */
export const root = resolve(import.meta.dirname, "../../..");

/** A folder that holds these files and is gone when the test is over. */
export const folder = (files: Readonly<Record<string, string | Uint8Array>> = {}): string => {
  const made = mkdtempSync(join(tmpdir(), "ordeal-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), content);
  }
  return made;
};

/** A screen that keeps what is written on it. */
export const keptScreen = (): { readonly screen: Screen; readonly out: () => string; readonly err: () => string } => {
  const kept = { out: "", err: "" };
  const stream = (name: "out" | "err") =>
    new Writable({
      write: (chunk, _, done) => {
        kept[name] += String(chunk);
        done();
      },
    });
  return { screen: { out: stream("out"), err: stream("err") }, out: () => kept.out, err: () => kept.err };
};

/** Three hours of a small cluster; every section can be replaced. */
export const smallExperiment = (sections: Readonly<Record<string, string>> = {}): string => {
  const all: Readonly<Record<string, string>> = {
    title: "A small test",
    seed: "7",
    duration: "3 hours",
    cluster: "{ name: small, nodes: 6, nodesPerSupernode: 6 }",
    job: "{ nodes: 4, step: 10 seconds }",
    checkpoint: "{ interval: 10 minutes, tiers: [{ stall: 10 seconds, persist: 30 seconds, load: 20 seconds }] }",
    faults: "[{ kind: card.crash, target: sn00/n01/c3, at: 50 minutes }]",
    thresholds: "[effectiveThroughput >= 80 %]",
    ...sections,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
};

/** What a verb says on a screen of its own, and its exit code. */
export const onScreen = async <E>(verb: Effect.Effect<number, E>) => {
  const kept = keptScreen();
  const code = await Effect.runPromise(Effect.provideService(verb, Screen, kept.screen));
  return { code, out: kept.out(), err: kept.err() };
};
