import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";
import { describeShared } from "../../../../test/support/describe-shared.ts";
import { sharedPath } from "../../../../test/support/shared-folder.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { warningsIn } from "../../src/files/warnings.ts";
import { Screen } from "../../src/screen.ts";
import { check } from "../../src/verbs/check.ts";
import { run } from "../../src/verbs/run.ts";
import { call as hunt } from "../hunt/support.ts";
import { call as replay } from "../replay/support.ts";
import { folder, keptScreen, root, smallExperiment } from "../support.ts";

const runFlags = {
  json: true,
  seed: undefined,
  set: [],
  dryRun: false,
  out: undefined,
  agent: undefined,
  tokenFile: undefined,
  rate: undefined,
} as const;

const on = async (verb: "check" | "run" | "dry run", file: string) => {
  const { screen, out, err } = keptScreen();
  const called =
    verb === "check"
      ? check({ files: [file], json: true })
      : run({ ...runFlags, experiments: [file], dryRun: verb === "dry run" });
  const exitCode = await Effect.runPromise(called.pipe(Effect.provideService(Screen, screen)));
  return { exitCode, document: JSON.parse(out()), err: err() };
};

/** An experiment with a fault that has no effect, on the line of its own that `faults:` is. */
const idle = (): string => {
  const faults = "[{ kind: link.degrade, share: 1 %, target: sn00/n00/up00, at: 0 seconds }]";
  const at = folder({
    "e.yaml": smallExperiment({
      faults,
      checkpoint: "{ interval: 10 minutes, tiers: [{ stall: 1 second, keep: { last: 1, for: 0 seconds } }] }",
      budget: "at most 1 job.crash fault",
    }),
    "t.yaml": "title: A diary\non: ./e.yaml\nfaults:\n  - { kind: job.crash, at: 1 hour }\n",
  });
  return join(at, "e.yaml");
};

const said = /e\.yaml:7:10 faults\[0\]: warning: changes nothing: this job has no exposed communication/;
const alsoSaid = /e\.yaml:6:70 checkpoint\.tiers\[0\]\.keep: warning: spans 10 minutes/;

describe("Warnings", () => {
  test.each(["check", "run", "dry run"] as const)(
    "are told by %s with their line, and change no verdict",
    async (verb) => {
      const { exitCode, document, err } = await on(verb, idle());
      expect(exitCode).toBe(0);
      expect(err).toMatch(said);
      expect(err).toMatch(alsoSaid);
      const { warnings } = (document.files ?? document.plans ?? document.results)[0];
      expect(warnings.slice(0, 2)).toMatchObject([{ line: 7, path: ["faults", 0] }, { line: 6 }]);
    },
  );

  test("are told by a hunt and a replay, less those of faults that they leave out", async () => {
    const file = idle();
    for (const { err } of [
      await hunt({ experiment: file, timelines: 5 }),
      await replay(file.replace(/e\.yaml$/, "t.yaml")),
    ]) {
      expect(err).toMatch(alsoSaid);
      expect(err).not.toMatch(said);
    }
  });

  test("are empty where there is nothing to say", async () => {
    const file = join(folder({ "e.yaml": smallExperiment() }), "e.yaml");
    expect((await on("run", file)).document.results[0].warnings).toEqual([]);
    expect((await on("check", file)).err).not.toContain("warning");
  });

  test.each(readdirSync(join(root, "experiments")).filter((name) => /^\d[\w-]*\.yaml$/.test(name)))(
    "are none about %s",
    async (name) => {
      const loading = await loadExperiment(join(root, "experiments", name));
      expect("loaded" in loading ? warningsIn(loading.loaded) : loading.problems).toEqual([]);
    },
  );
});

describeShared("cases/simulator", "Cases that had no effect", () => {
  test("a link at 1 % of its bandwidth is warned of by check and run", async () => {
    const file = sharedPath("cases/simulator/d15-degrade-without-effect.yaml");
    expect(readFileSync(file, "utf8")).toContain("link.degrade");
    for (const verb of ["check", "run"] as const) {
      expect((await on(verb, file)).err).toMatch(/yaml:9:\d+ faults\[0\]: warning: .*no exposed communication/);
    }
  });

  test.each<readonly [mistake: string, sections: Record<string, string>, said: string]>([
    ["a share that lost its hundred", { thresholds: "[effectiveThroughput >= 0.95 %]" }, "95 % was meant?"],
    ["a threshold that always holds", { thresholds: "[availability >= 0 %]" }, "holds in every run"],
    ["a threshold that never can hold", { thresholds: "[recoveryTime p99 < 0 seconds]" }, "holds in no run"],
    [
      "a stall that is longer than its interval",
      { checkpoint: "{ interval: 5 minutes, tiers: [{ stall: 6 minutes }] }" },
      "stall: warning: is no shorter than the 5 minutes between two saves",
    ],
    [
      "a rate of 300 per card-day",
      { hazards: "[{ id: h, rate: 300 per card-day, kinds: [{ kind: card.crash }] }]" },
      "rate: warning: has every card fail once in",
    ],
    [
      "a link fault on a job without exposed communication",
      { faults: "[{ kind: link.degrade, share: 50 %, target: sn00/n00/up00, at: 1 hour }]" },
      "changes nothing: this job has no exposed communication",
    ],
    [
      "a restart that is longer than the run",
      { recovery: "{ restart: 4 hours }" },
      "takes as long as the run (3 hours)",
    ],
  ])("tell of %s, and --strict makes an error of it", async (_, sections, words) => {
    const keep = "keep: { last: 100, for: 10 days }";
    const written = smallExperiment(sections).replace("stall:", `${keep}, stall:`);
    const file = join(folder({ "e.yaml": written }), "e.yaml");
    for (const strict of [false, true]) {
      const { screen, err } = keptScreen();
      const called = check({ files: [file], json: true, strict });
      expect(await Effect.runPromise(called.pipe(Effect.provideService(Screen, screen)))).toBe(strict ? 2 : 0);
      expect(err()).toContain(words);
      expect(err()).toMatch(/e\.yaml:\d+:\d+ /);
    }
  });

  test("a software bug with a duration is refused", async () => {
    const { exitCode, err } = await on("check", sharedPath("cases/simulator/d8-job-crash-duration.yaml"));
    expect(err).toMatch(/yaml:9:\d+ faults\[0\]\.duration: expected none: a job\.crash is over in a moment/);
    expect(exitCode).toBe(2);
  });
});
