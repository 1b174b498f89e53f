import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import { expect, test } from "vitest";
import { Screen } from "../../src/screen.ts";
import { check } from "../../src/verbs/check.ts";
import { run } from "../../src/verbs/run.ts";
import { folder, keptScreen, smallExperiment } from "../support.ts";

const written = async (): Promise<string> => {
  const at = folder({ "e.yaml": smallExperiment() });
  const { screen } = keptScreen();
  const flags = { seed: undefined, set: [], dryRun: false, agent: undefined, tokenFile: undefined, rate: undefined };
  const running = run({ ...flags, experiments: [join(at, "e.yaml")], json: false, out: at });
  await Effect.runPromise(running.pipe(Effect.provideService(Screen, screen)));
  return readFileSync(join(at, "e.journal.ndjson"), "utf8");
};

const checked = async (text: string, json = false) => {
  const file = join(folder({ "e.journal.ndjson": text }), "e.journal.ndjson");
  const { screen, out, err } = keptScreen();
  const exitCode = await Effect.runPromise(check({ files: [file], json }).pipe(Effect.provideService(Screen, screen)));
  return { exitCode, out: out(), err: err() };
};

test("a journal that is complete is described with its verdict", async () => {
  const { exitCode, out } = await checked(await written());
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^✓ .*"A small test", seed 7, \d+ events up to day 1, 03:00, complete, verdict pass\n$/);
});

test("a journal that is cut off has no verdict, and says what may not be healed", async () => {
  const text = await written();
  const { exitCode, out } = await checked(text.slice(0, text.length / 2));
  expect(exitCode).toBe(4);
  expect(out).toMatch(/INCOMPLETE: it has no last line.*; not known to be healed: card\.crash-1\n$/);
  const { out: json } = await checked(text.slice(0, text.length / 2), true);
  expect(JSON.parse(json)).toMatchObject({ files: [{ good: true, summary: { unhealed: ["card.crash-1"] } }] });
});

test("a journal that makes no sense is told line by line", async () => {
  const { exitCode, err } = await checked((await written()).replace('"seq":1,', '"seq":9,'));
  expect(exitCode).toBe(2);
  expect(err).toMatch(/e\.journal\.ndjson:\d+ expected event 1, found 9: lines are missing/);
});
