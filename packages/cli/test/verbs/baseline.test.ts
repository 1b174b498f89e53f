import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hunt } from "../../src/verbs/hunt.ts";
import { type RunFlags, run } from "../../src/verbs/run.ts";
import { version } from "../../src/version.ts";
import { call as replayOn } from "../replay/support.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";

const thresholds = "['effectiveThroughput >= baseline - 0.5 points']";
const flags = {
  json: true,
  seed: undefined,
  set: [],
  dryRun: false,
  out: undefined,
  agent: undefined,
  tokenFile: undefined,
  rate: undefined,
} as const;

const call = async (file: string, given: Partial<RunFlags> = {}) => {
  const { code, out, err } = await onScreen(run({ ...flags, experiments: [file], ...given }));
  return { code, err, document: JSON.parse(out) };
};

/** An experiment whose first run is kept as its baseline. */
const kept = async () => {
  const at = folder({
    "e.yaml": smallExperiment({ thresholds }),
    "other.yaml": smallExperiment({ thresholds }),
    "absolute.yaml": smallExperiment(),
    "t.yaml": "title: One\non: ./e.yaml\nfaults: [{ id: a, kind: card.crash, target: sn00/n01/c3, at: 1 hour }]\n",
  });
  const path = (name: string) => join(at, name);
  const first = await call(path("e.yaml"), { out: path("runs") });
  return { path, first, baseline: path("runs/e.result.json") };
};

test("without a baseline the verdict is unknown, and the result is one to compare with", async () => {
  const { path, first, baseline } = await kept();
  expect(first.code).toBe(4);
  const [result] = first.document.results;
  expect(result).toMatchObject({ verdict: "unknown", baseline: null });
  expect(result.thresholds).toEqual([
    {
      expression: "effectiveThroughput >= baseline - 0.5 points",
      actual: result.metrics.effectiveThroughput,
      held: null,
      baseline: null,
    },
  ]);
  expect(first.err).toContain("--baseline RESULT names an earlier result");
  const { code, document } = await call(path("e.yaml"), { baseline });
  expect(code).toBe(0);
  const value = result.metrics.effectiveThroughput;
  expect(document.results[0].thresholds).toMatchObject([{ held: true, baseline: { value } }]);
  expect(document.results[0].thresholds[0].baseline.limit).toBeCloseTo(value - 0.005, 12);
  expect(document.results[0].baseline).toEqual({
    file: baseline,
    seed: 7,
    wallUs: 10_800e6,
    sha256: result.journal.sha256,
  });
});

test("what is worse fails, and the command that fails again names the baseline", async () => {
  const { path, baseline } = await kept();
  const { code, out } = await onScreen(
    run({ ...flags, json: false, experiments: [path("e.yaml")], baseline, set: ["recovery.restart=20 minutes"] }),
  );
  expect(code).toBe(1);
  expect(out).toMatch(/✗ effectiveThroughput >= baseline - 0\.5 points +\d+\.\d+ % +baseline \d+\.\d+ %/);
  expect(out).toContain(`baseline: ${baseline}, seed 7`);
  expect(out).toMatch(/Run it again: .* --baseline \S+e\.result\.json/);
});

test("pages for CI tell the baseline, its limit, and that there was none", async () => {
  const { path, baseline } = await kept();
  const junit = path("ci.xml");
  await call(path("e.yaml"), { junit });
  expect(readFileSync(junit, "utf8")).toContain("and there was no baseline to compare with");
  await call(path("e.yaml"), { junit, baseline, set: ["recovery.restart=20 minutes"] });
  expect(readFileSync(junit, "utf8")).toMatch(/found 0\.\d+; the baseline came to 0\.\d+, so the limit is 0\.\d+/);
});

test("a dry run tells the limit that comes of it", async () => {
  const { path, baseline } = await kept();
  const dry = (given: Partial<RunFlags>) =>
    onScreen(run({ ...flags, json: false, dryRun: true, experiments: [path("e.yaml")], ...given }));
  expect((await dry({})).out).toContain("baseline - 0.5 points: unknown without --baseline RESULT\n");
  const { code, out } = await dry({ baseline });
  expect(code).toBe(0);
  expect(out).toMatch(/baseline - 0\.5 points: the baseline came to \d+\.\d+ %, so the limit is \d+\.\d+ %\n/);
  expect(out).toMatch(/Run it: .* --baseline /);
});

test("all of run --json is taken as well, by the experiment's name", async () => {
  const { path, first } = await kept();
  writeFileSync(
    path("all.json"),
    JSON.stringify({ results: [{ ordeal: version, experiment: "x" }, ...first.document.results] }),
  );
  expect((await call(path("e.yaml"), { baseline: path("all.json") })).code).toBe(0);
});

test("another seed or another length is warned of, and under --strict no pass", async () => {
  const { path, baseline } = await kept();
  const { code, err, document } = await call(path("e.yaml"), { baseline, seed: 8 });
  expect(code).toBe(0);
  expect(err).toContain("warning: the baseline is of seed 7 and this run of seed 8: a difference may be chance");
  expect(document.results[0].warnings[0].message).toContain("of seed 7");
  expect((await call(path("e.yaml"), { baseline, seed: 8, strict: true })).code).toBe(4);
  const shorter = await call(path("e.yaml"), { baseline, set: ["duration=2 hours"] });
  expect(shorter.err).toContain("warning: the baseline lasted 3 h, and this run lasts 2 h");
});

test("a replay takes a result of the same replay, or of a run of its experiment", async () => {
  const { path, baseline } = await kept();
  const given = { json: true, baseline };
  const { exitCode, out } = await replayOn(path("t.yaml"), given);
  const [result] = JSON.parse(out).results;
  expect(exitCode).toBe(result.thresholds[0].held ? 0 : 1);
  expect(result.baseline.file).toBe(baseline);
  expect(result.command).toContain(`--baseline ${baseline}`);
  writeFileSync(path("replay.json"), out);
  expect((await replayOn(path("t.yaml"), { json: true, baseline: path("replay.json") })).exitCode).toBe(0);
});

test("a hunt has no baseline: nothing found is unknown, and the thresholds are named", async () => {
  const at = folder({
    "e.yaml": smallExperiment({ thresholds: `${thresholds.slice(0, -1)}, effectiveThroughput >= 1 %]` }),
  });
  const { code, out } = await onScreen(
    hunt({
      experiment: join(at, "e.yaml"),
      seed: 1,
      set: [],
      timelines: 5,
      time: undefined,
      workers: 1,
      exhaustive: false,
      example: [],
      path: undefined,
      out: join(at, "found"),
      junit: undefined,
      markdown: undefined,
      json: true,
    }),
  );
  expect(code).toBe(4);
  expect(JSON.parse(out).findings).toContainEqual({
    verdict: "unknown",
    reason: expect.stringContaining("effectiveThroughput >= baseline - 0.5 points: there is no baseline here"),
  });
});

test.each<readonly [string, (path: (name: string) => string, baseline: string) => readonly [string, string], RegExp]>([
  ["that is not there", (path) => [path("e.yaml"), path("gone.json")], /gone\.json: does not exist$/m],
  ["that is no JSON", (path) => [path("e.yaml"), path("t.yaml")], /t\.yaml: is not JSON: expected what a run wrote/],
  [
    "that is no result",
    (path) => {
      writeFileSync(path("list.json"), "[1, null]");
      return [path("e.yaml"), path("list.json")];
    },
    /list\.json: is no result of a run: expected/,
  ],
  [
    "of another experiment",
    (path, baseline) => [path("other.yaml"), baseline],
    /is a result of "e", not of "other": name one of the same experiment/,
  ],
  [
    "of another version",
    (path, baseline) => {
      writeFileSync(path("old.json"), readFileSync(baseline, "utf8").replace(version, "0.0.1"));
      return [path("e.yaml"), path("old.json")];
    },
    /old\.json: was made by version 0\.0\.1 of Ordeal, and this is /,
  ],
  [
    "that was changed by hand",
    (path, baseline) => {
      writeFileSync(path("bad.json"), readFileSync(baseline, "utf8").replace(/"ettr": [\d.]+/, '"ettr": "good"'));
      return [path("e.yaml"), path("bad.json")];
    },
    /bad\.json: is no result of a run: metrics\.ettr: expected /,
  ],
  [
    "that was stopped early",
    (path, baseline) => {
      const stopped = '"stopped": { "condition": "downtime > 1 hour", "atUs": 1 }';
      writeFileSync(path("stopped.json"), readFileSync(baseline, "utf8").replace('"stopped": null', stopped));
      return [path("e.yaml"), path("stopped.json")];
    },
    /was stopped early \(downtime > 1 hour\)/,
  ],
  [
    "that nothing is compared with",
    (path, baseline) => [path("absolute.yaml"), baseline],
    /no threshold compares with it/,
  ],
])("a baseline %s is one clear error", async (_, prepare, told) => {
  const { path, baseline } = await kept();
  const [file, given] = prepare(path, baseline);
  const { code, err, document } = await call(file, { baseline: given });
  expect(code).toBe(2);
  expect(err).toMatch(told);
  expect(document.problems).toHaveLength(1);
});
