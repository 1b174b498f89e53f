import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { Worker } from "node:worker_threads";
import * as Effect from "effect/Effect";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fuzz, isWhole } from "../../../../test/support/fuzz.ts";
import { Screen } from "../../src/screen.ts";
import { check } from "../../src/verbs/check.ts";
import { run } from "../../src/verbs/run.ts";
import { ordeal } from "../command-line/command.ts";
import { folder, keptScreen, root } from "../support.ts";
import { changes, mutate } from "./mutate.ts";

/** How long one file may keep a processor busy. */
const CPU_MS_MAX = 2_000;
/** After that long without an answer the process is ended: it loops. */
const HANG_MS = 60_000;

const originals = ["experiments", "fixtures/incidents", "fixtures/clusters", "fixtures/hazards"]
  .flatMap((place) => {
    const at = join(root, place);
    return readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.isFile() && [".yaml", ".ndjson", ".json"].includes(extname(entry.name)))
      .map(({ name }) => join(at, name));
  })
  .map((file) => ({ file, text: readFileSync(file, "utf8") }))
  .filter(({ text }) => text.length < 40_000);

/** The originals, where a changed one finds what it names. */
const beside = Object.fromEntries(originals.map(({ file, text }) => [relative(root, file), text]));

/** A file that somebody changed: the path of its original in the repository, and what is in it now. */
const changedFile = fc
  .tuple(fc.constantFrom(...originals), changes)
  .map(([{ file, text }, all]) => ({ file: relative(root, file), text: mutate(text, all) }));

/** A changed file lies beside its original. */
const placeIn = (place: string, file: string, nth = 0): string =>
  join(place, dirname(file), `changed-${nth}-${basename(file)}`);

/** What was tried last, in case it is what nobody comes back from. */
const lastFile = join(root, "node_modules", ".cache-ordeal-fuzz-last.txt");

/** Ends this process when one file keeps it from ever coming back; the file is still there. */
class Watchdog {
  private readonly beats = new Int32Array(new SharedArrayBuffer(4));
  private readonly thread = new Worker(
    `const { workerData: { beats, ms, file } } = require("node:worker_threads");
     let before = -1;
     setInterval(() => {
       const now = Atomics.load(beats, 0);
       if (now === before && now % 2 === 1) {
         require("node:fs").writeSync(2, "a file keeps the command busy for ever: " + file + "\\n");
         process.kill(process.pid, "SIGKILL");
       }
       before = now;
     }, ms);`,
    { eval: true, workerData: { beats: this.beats, ms: HANG_MS, file: lastFile } },
  );

  beat(): void {
    Atomics.add(this.beats, 0, 1);
  }

  async end(): Promise<void> {
    await this.thread.terminate();
  }
}

/** A run of a changed file may have so many events: it is the file that is tried, and not the simulation's speed. */
const EVENTS_MAX = 50_000;

const answerOf = async (verb: "check" | "dry run" | "run", file: string) => {
  const { screen, out, err } = keptScreen();
  const flags = { experiments: [file], json: false, seed: undefined, set: [], out: undefined };
  const dryRun = verb === "dry run";
  const effect =
    verb === "check"
      ? check({ files: [file], json: false })
      : run({
          ...flags,
          dryRun,
          allowEvents: EVENTS_MAX,
          rate: undefined,
          agent: undefined,
          tokenFile: undefined,
        } as Parameters<typeof run>[0]);
  const before = process.cpuUsage();
  const code = await Effect.runPromise(Effect.provideService(effect, Screen, screen) as Effect.Effect<number>);
  const { user, system } = process.cpuUsage(before);
  return { code, out: out(), err: err(), cpuMs: (user + system) / 1_000 };
};

describe("a file that somebody changed", () => {
  let watchdog: Watchdog;
  beforeAll(() => {
    watchdog = new Watchdog();
  });
  afterAll(() => watchdog.end());

  test("is checked, planned and run within 2 s, with an exit code and no stack", async () => {
    const place = folder(beside);
    await fuzz({
      name: "files",
      whole: 10_000,
      arbitrary: changedFile,
      check: async ({ file, text }) => {
        const changed = placeIn(place, file);
        writeFileSync(changed, text);
        writeFileSync(lastFile, text);
        for (const verb of ["check", "dry run", "run"] as const) {
          watchdog.beat();
          const { code, out, err, cpuMs } = await answerOf(verb, changed);
          watchdog.beat();
          expect(verb === "run" ? [0, 1, 2, 3, 4] : [0, 2, 4], `${verb}: ${err}`).toContain(code);
          expect(`${out}${err}`).not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
          expect(`${out}${err}`).not.toContain("The fault is in Ordeal");
          expect(cpuMs, `${verb} of ${changed}`).toBeLessThan(CPU_MS_MAX);
        }
      },
    });
  });

  const throughTheBinary = isWhole ? 200 : 2;
  test(`is answered by the binary as well (${throughTheBinary} of them)`, async () => {
    const place = folder(beside);
    for (const [nth, { file, text }] of fc.sample(changedFile, throughTheBinary).entries()) {
      const changed = placeIn(place, file, nth);
      writeFileSync(changed, text);
      for (const args of [
        ["check", changed],
        ["run", "--dry-run", changed],
      ]) {
        const { code, out, err } = await ordeal(args);
        expect([0, 2, 4], err).toContain(code);
        expect(`${out}${err}`).not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
      }
    }
  });
});
