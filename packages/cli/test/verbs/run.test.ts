import { readdirSync } from "node:fs";
import { join } from "node:path";
import { inProcess } from "@ordeal/agent/in-process";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";
import { Screen } from "../../src/screen.ts";
import { type RunFlags, run } from "../../src/verbs/run.ts";
import { fakeOpenRun, fakeResult } from "../run/fake-run.ts";
import { folder, keptScreen, smallExperiment } from "../support.ts";

const flags = {
  json: false,
  seed: undefined,
  set: [],
  dryRun: false,
  out: undefined,
  agent: undefined,
  tokenFile: undefined,
  rate: undefined,
} as const;

const call = async (files: ReadonlyArray<string>, given: Partial<RunFlags> = {}, openRun = fakeOpenRun()) => {
  const { screen, out, err } = keptScreen();
  const exitCode = await Effect.runPromise(
    run({ ...flags, experiments: files, ...given }, inProcess({ openRun })).pipe(Effect.provideService(Screen, screen)),
  );
  return { exitCode, out: out(), err: err() };
};

const good = () => join(folder({ "good.yaml": smallExperiment() }), "good.yaml");
const failing = () =>
  join(folder({ "failing.yaml": smallExperiment({ thresholds: "[effectiveThroughput >= 95 %]" }) }), "failing.yaml");
const unmeasured = () =>
  join(
    folder({ "unmeasured.yaml": smallExperiment({ thresholds: "[recoveryTime p99 < 1 hour]" }) }),
    "unmeasured.yaml",
  );

test("held thresholds are exit code 0, a failed one is 1, one without a sample is 4", async () => {
  expect((await call([good()])).exitCode).toBe(0);
  expect((await call([failing()])).exitCode).toBe(1);
  expect((await call([unmeasured()])).exitCode).toBe(4);
});

test("of several verdicts the worst decides", async () => {
  const { exitCode, out } = await call([good(), unmeasured(), failing()]);
  expect(exitCode).toBe(1);
  expect(out.slice(out.indexOf("3 experiments"))).toMatch(/PASS.*\n.*UNKNOWN.*\n.*FAIL/);
  expect((await call([good(), unmeasured()])).exitCode).toBe(4);
});

test("one bad input and nothing runs: the problems of all files are told at once", async () => {
  const at = folder({ "a.yaml": smallExperiment({ seed: "-1" }), "b.yaml": smallExperiment({ duration: "soon" }) });
  let opened = 0;
  const { exitCode, out, err } = await call(
    [good(), join(at, "a.yaml"), join(at, "b.yaml"), join(at, "gone.yaml")],
    {},
    (...args) => {
      opened += 1;
      return fakeOpenRun()(...args);
    },
  );
  expect(exitCode).toBe(2);
  expect(opened).toBe(0);
  expect(out).toBe("");
  expect(err).toContain("a.yaml:2:7 seed: ");
  expect(err).toContain("b.yaml:3:11 duration: ");
  expect(err).toContain("gone.yaml: does not exist");
  expect(err).toMatch(/3 problems; nothing was run\. .*pnpm ordeal check \S+a\.yaml \S+b\.yaml \S+gone\.yaml\n$/);
});

test("--json prints one document on stdout and the summary on stderr", async () => {
  const { out, err } = await call([good(), failing()], { json: true });
  const { results } = JSON.parse(out);
  expect(
    results.map(({ experiment, verdict }: { experiment: string; verdict: string }) => [experiment, verdict]),
  ).toEqual([
    ["good", "pass"],
    ["failing", "fail"],
  ]);
  expect(Object.keys(results[0])).toEqual(
    expect.arrayContaining([
      "ordeal",
      "seed",
      "metrics",
      "ledgerUs",
      "wallUs",
      "thresholds",
      "counts",
      "journal",
      "command",
    ]),
  );
  expect(err).toContain("PASS");
});

test("--json tells problems as a document too", async () => {
  const at = folder({ "a.yaml": smallExperiment({ seed: "-1" }) });
  const { out } = await call([join(at, "a.yaml")], { json: true });
  expect(JSON.parse(out)).toMatchObject({ results: [], problems: [{ line: 2, column: 7, path: ["seed"] }] });
});

test("--seed and --set change the run and appear in the command that repeats it", async () => {
  const { out } = await call([good()], { json: true, seed: 11, set: ["recovery.restart=10 minutes"] });
  const [{ seed, command }] = JSON.parse(out).results;
  expect(seed).toBe(11);
  expect(command).toMatch(/good\.yaml --seed 11 --set recovery\.restart='10 minutes'$/);
});

test.each([0, -1])("a rate of %d, at which time would stand still, is refused", async (rate) => {
  const { exitCode, err } = await call([good()], { rate });
  expect(exitCode).toBe(2);
  expect(err).toContain(`--rate expected a number above 0, found ${rate}`);
});

test("--set that is no path=value is told beside the problems of files", async () => {
  const { exitCode, err } = await call([good()], { set: ["nonsense"] });
  expect(exitCode).toBe(2);
  expect(err).toContain("--set nonsense: expected path=value");
  expect(err).toContain("see pnpm ordeal --help");
});

test("--dry-run opens no run", async () => {
  const { exitCode, out } = await call([good()], { dryRun: true }, () => {
    throw new Error("a dry run runs nothing");
  });
  expect(exitCode).toBe(0);
  expect(out).toContain("A dry run: nothing was run");
  const { out: json } = await call([good()], { dryRun: true, json: true });
  expect(JSON.parse(json)).toMatchObject({
    results: [],
    plans: [{ seed: 7, faults: [{ kind: "card.crash", start: { atUs: 3_000_000_000 } }] }],
  });
});

test("--out keeps a journal and a result of every experiment, also of two with the same name", async () => {
  const out = join(folder(), "deep", "runs");
  const { exitCode } = await call([good(), good()], { out });
  expect(exitCode).toBe(0);
  expect(readdirSync(out).toSorted()).toEqual([
    "good-2.journal.ndjson",
    "good-2.result.json",
    "good.journal.ndjson",
    "good.result.json",
  ]);
});

test("--out that cannot be made is bad input", async () => {
  const { exitCode, err } = await call([good()], { out: "/dev/null/runs" });
  expect(exitCode).toBe(2);
  expect(err).toMatch(/--out \/dev\/null\/runs cannot be made a directory: .*Name another one/);
});

test("a run that breaks off is unknown, is told with its command, and stops no other", async () => {
  let runs = 0;
  const { exitCode, out, err } = await call([good(), good()], {}, (...args) => {
    runs += 1;
    if (runs === 1) throw new Error("two nodes in one place");
    return fakeOpenRun({ result: fakeResult() })(...args);
  });
  expect(exitCode).toBe(4);
  expect(err).toMatch(
    /broke off: two nodes in one place\.[\s\S]*Run it again: pnpm ordeal run \S+good\.yaml --seed 7\n$/,
  );
  expect(out).toContain("PASS");
});

describe("no pass without evidence", () => {
  const simulated = async (sections: Parameters<typeof smallExperiment>[0], given: Partial<RunFlags> = {}) => {
    const file = join(folder({ "e.yaml": smallExperiment(sections) }), "e.yaml");
    const { screen, out, err } = keptScreen();
    const running = run({ ...flags, experiments: [file], ...given }).pipe(Effect.provideService(Screen, screen));
    return { exitCode: await Effect.runPromise(running), out: out(), err: err() };
  };
  const spare = "[{ id: spare, kind: node.crash, target: sn00/n05, at: 1 hour }]";

  test("without thresholds every figure is printed, and nothing was judged", async () => {
    const { exitCode, out } = await simulated({ thresholds: "[]" });
    expect(exitCode).toBe(4);
    expect(out).toContain("UNKNOWN");
    expect(out).toContain("nothing was judged: add thresholds, or --no-verdict to explore");
    expect(out).toMatch(/effectiveFlops {2}\S+/);
  });

  test("who explores without a verdict gets the same figures, and 0", async () => {
    expect((await simulated({ thresholds: "[]" }, { verdict: false })).exitCode).toBe(0);
    const broken = { thresholds: "[effectiveThroughput >= 100 %]" };
    expect((await simulated(broken, { verdict: false })).exitCode).toBe(0);
    expect((await simulated(broken)).exitCode).toBe(1);
  });

  test("the only fault never struck", async () => {
    const never = "[{ kind: card.crash, target: sn00/n01/c3, on: { event: load.started, time: 900000 } }]";
    const { exitCode, out } = await simulated({ faults: never });
    expect(exitCode).toBe(4);
    expect(out).toContain("no injected fault struck: nothing was put to the test");
  });

  test("a fault without any effect on the job passes with a warning, and not at all with --strict", async () => {
    const idle = await simulated({ faults: spare }, { json: true });
    expect(idle.exitCode).toBe(0);
    const [{ verdict, warnings }] = JSON.parse(idle.out).results;
    expect(verdict).toBe("pass");
    expect(warnings).toContainEqual({ message: "the fault spare struck without any effect on the job" });
    expect(idle.err).toContain("Warning\n  the fault spare struck without any effect on the job");
    const strict = await simulated({ faults: spare }, { strict: true });
    expect(strict.exitCode).toBe(4);
    expect(strict.out).toContain("the fault spare struck without any effect on the job (--strict)");
  });

  test("a fault with an effect passes without one, also with --strict", async () => {
    const { exitCode, out } = await simulated({}, { strict: true });
    expect(exitCode).toBe(0);
    expect(out).not.toContain("Warning");
  });

  test("a hazard that drew no fault with this seed is judged as usual, and that is said", async () => {
    const { exitCode, out } = await simulated({
      faults: "[]",
      hazards: "[{ id: rare, rate: 1 per card-year, kinds: [{ kind: card.crash }] }]",
      duration: "1 minute",
    });
    expect(exitCode).toBe(0);
    expect(out).toContain("No interruption: 0 faults in all");
  });
});
