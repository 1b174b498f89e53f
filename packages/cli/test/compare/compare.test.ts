import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@ordeal/agent";
import { calibrate, decodeExperiment, type Experiment, phasesOf, sideBySide, timesOf } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { expect, onTestFinished, test } from "vitest";
import { calibrationRunsOf } from "../../src/compare/calibration-runs.ts";
import { predict } from "../../src/compare/predict.ts";
import { Screen } from "../../src/screen.ts";
import { type CompareFlags, compare } from "../../src/verbs/compare.ts";
import { folder, keptScreen } from "../support.ts";
import { writeRun } from "./recorded.ts";

const written = {
  title: "A kill",
  seed: 1,
  duration: "40 seconds",
  cluster: { name: "one node", nodes: 1, cardsPerNode: 2, nodesPerSupernode: 1 },
  job: { nodes: 1, step: "70 ms" },
  checkpoint: { interval: { steps: 10 }, tiers: [{ stall: "1 ms", persist: "1 s", load: "9 s" }] },
  recovery: { restart: "30 seconds", detect: { crash: "5 seconds" } },
  faults: [{ id: "kill", kind: "job.crash", at: "20.52 seconds" }],
};

const experimentOf = (sections: object = {}): Experiment => {
  const decoded = decodeExperiment({ ...written, ...sections });
  if ("value" in decoded) return decoded.value;
  throw new Error(JSON.stringify(decoded.problems));
};

const compared = async (given: Partial<CompareFlags>, sections: object = {}) => {
  const at = folder({ "kill.json": JSON.stringify({ ...written, ...sections }) });
  const { screen, out, err } = keptScreen();
  const flags: CompareFlags = {
    ...{ experiment: join(at, "kill.json"), live: undefined, agent: undefined, tokenFile: undefined, ca: undefined },
    ...{ measured: undefined, calibration: [], runs: 1, within: 2, set: [], out: undefined, json: false, ...given },
  };
  const exitCode = await Effect.runPromise(compare(flags).pipe(Effect.provideService(Screen, screen)));
  return { exitCode, out: out(), err: err() };
};

const recorded = () => {
  const at = folder();
  return {
    measured: writeRun(join(at, "kill"), { killsAfterS: 20.52, endsAfterS: 41 }),
    calibration: [
      writeRun(join(at, "calm"), { endsAfterS: 41 }),
      writeRun(join(at, "other"), { killsAfterS: 9.5, endsAfterS: 41 }),
    ],
  };
};

test("a prediction by times of other runs is near what was measured, bucket by bucket and phase by phase", async () => {
  const { exitCode, out } = await compared({ ...recorded(), json: true });
  const document = JSON.parse(out);
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({ held: true, violations: [], doubts: [], asWritten: ["hang", "cut", "reconnect"] });
  expect(document.calibration.step.meanUs).toBeCloseTo(100_000, -3);
  expect(document.calibration.stall).toMatchObject({ meanUs: 50_000 });
  expect(document.calibration.persist).toMatchObject({ meanUs: 200_000 });
  expect(document.calibration.crash).toEqual({ meanUs: 400_000, samples: 1 });
  expect(document.calibration.restart).toEqual({ meanUs: 2_600_000, samples: 1 });
  expect(document.calibration.load).toEqual({ meanUs: 500_000, samples: 1 });
  for (const { bucket, points } of document.buckets) expect(Math.abs(points), bucket).toBeLessThan(1);
  expect(document.interruptions).toMatchObject([
    {
      predicted: { kind: "job.crash", phasesUs: { detecting: 400_000, restarting: 2_600_000, loading: 500_000 } },
      measured: { kind: "job.crash", phasesUs: { detecting: 400_000, restarting: 2_600_000, loading: 500_000 } },
    },
  ]);
});

test("the tables say what the difference comes from, and one that is too large is a failure", async () => {
  const { measured, calibration } = recorded();
  const [calm = ""] = calibration;
  const { exitCode, out } = await compared({ measured, calibration: [calm] });
  expect(exitCode).toBe(1);
  expect(out).toMatch(
    /restarting .*1 time of 2600 ms, predicted 1 time of 10\.0 s|restarting .*1 time of 2600 ms, predicted/,
  );
  expect(out).toMatch(/restart +as written/);
  expect(out).toMatch(
    /points apart, beyond 2 points\.\n\nCompare again: pnpm ordeal compare \S+ --measured \S+ --calibration \S+\n$/,
  );
});

test("a run that was not recorded to its end is unknown, and never near enough", async () => {
  const at = folder();
  const calibration = [writeRun(join(at, "calm"), { endsAfterS: 41 })];
  const measured = writeRun(join(at, "short"), { endsAfterS: 20 });
  const { exitCode, out } = await compared({ measured, calibration }, { faults: [] });
  expect(exitCode).toBe(4);
  expect(out).toMatch(/unknown: it was recorded for 20 s, and the experiment lasts longer/);
});

test("weights that a fault changed are a broken promise; where they cannot be compared, it is said why", async () => {
  const at = folder();
  const run = (name: string, digest: string | undefined, kill: boolean) =>
    writeRun(join(at, name), {
      ...{ endsAfterS: 41, ...(kill ? { killsAfterS: 20.52 } : {}), ...(digest === undefined ? {} : { digest }) },
    });
  const [calm, other] = [run("calm", "a", false), run("other", "a", true)];
  const same = await compared({ measured: run("same", "a", true), calibration: [calm, other] });
  expect(same.out).toMatch(/Weights: the same, bit for bit, as in the other runs, at \d+ places\./);
  expect(same.exitCode).toBe(0);
  const changed = await compared({ measured: run("changed", "b", true), calibration: [calm, other] });
  expect(changed.exitCode).toBe(1);
  expect(changed.out).toMatch(/broken: the weights of rank 0 at step 10 are not those of a run without the faults/);
  const untold = await compared({ measured: run("untold", undefined, true), calibration: [calm, other] });
  expect(untold.out).toMatch(/Weights: not compared, for its ranks gave no digest/);
});

test("a wrong use, and folders that hold no run, are told before anything is run", async () => {
  expect(await compared({})).toMatchObject({
    exitCode: 2,
    err: expect.stringMatching(/one of --live LAB, --agent URL and --measured DIR/),
  });
  expect(await compared({ measured: "a" })).toMatchObject({
    exitCode: 2,
    err: expect.stringMatching(/needs --calibration/),
  });
  expect(await compared({ measured: "/no", calibration: [folder()] })).toMatchObject({
    exitCode: 2,
    err: expect.stringMatching(/holds no file of a rank[\s\S]*\/no cannot be read/),
  });
  expect((await compared({ ...recorded(), runs: 0 })).exitCode).toBe(2);
});

test("the comparison is kept where that is asked for", async () => {
  const out = join(folder(), "deep", "kept");
  await compared({ ...recorded(), out });
  expect(JSON.parse(readFileSync(join(out, "kill.compare.json"), "utf8"))).toMatchObject({
    experiment: "kill",
    held: true,
  });
  writeFileSync(join(out, "file"), "");
  expect((await compared({ ...recorded(), out: join(out, "file") })).exitCode).toBe(4);
});

test("times that are measured of a simulated run are those that it was given, and nothing lies between it and itself", () => {
  const experiment = experimentOf({
    duration: "2 hours",
    faults: [
      { kind: "job.crash", every: { period: "17 minutes" } },
      { kind: "card.hang", target: "sn00/n00/c0", at: "40 minutes" },
    ],
    recovery: { restart: "31 seconds", detect: { crash: "5 seconds", hang: "45 seconds" } },
    checkpoint: { interval: { steps: 1_000 }, tiers: [{ stall: "123 ms", persist: "4 s", load: "9 s" }] },
  });
  const run = predict(experiment);
  const calm = predict(experimentOf());
  const quiet = predict({ ...experimentOf(), faults: [] });
  const times = timesOf([run, quiet]);
  expect(times).toMatchObject({
    step: { meanUs: expect.closeTo(70_000, -2) },
    stall: { meanUs: expect.any(Number) },
    crash: { meanUs: 5_000_000 },
    hang: { meanUs: 45_000_000 },
    restart: { meanUs: 31_000_000 },
    load: { meanUs: 9_000_000 },
  });
  expect(timesOf([run]).stall?.meanUs).toBe(123_000);
  expect(timesOf([run]).persist?.meanUs).toBe(4_000_000);
  const again = predict(calibrate(experiment, timesOf([run])).scenario);
  expect(sideBySide(run, again).points).toBe(0);
  expect(phasesOf(again.events, again.result.wallUs)).toEqual(phasesOf(run.events, run.result.wallUs));
  expect(sideBySide(calm, calm).buckets.every(({ points, why }) => points === 0 && why === undefined)).toBe(true);
});

test("the phases of every interruption sum to its recovery time", () => {
  const { events, result } = predict(
    experimentOf({ duration: "2 hours", faults: [{ kind: "job.crash", every: { period: "11 minutes" } }] }),
  );
  const stops = phasesOf(events, result.wallUs);
  expect(stops.length).toBeGreaterThan(5);
  expect(stops.map(({ phasesUs }) => Object.values(phasesUs).reduce((sum, us) => sum + us, 0))).toEqual(
    result.interruptions.map(({ recoveryUs }) => recoveryUs),
  );
  expect(stops.map(({ atUs }) => atUs)).toEqual(result.interruptions.map(({ atUs }) => atUs));
});

test("calibration runs strike elsewhere and save more often than the run that is judged", () => {
  const runs = calibrationRunsOf(
    experimentOf({
      faults: [
        ...written.faults,
        { kind: "job.crash", at: "30 s" },
        { kind: "card.slow", target: "sn00/n00/c0", at: "5 s", speed: 0.5 },
      ],
    }),
  );
  expect(runs.map(({ what }) => what)).toEqual(["no fault", "one job.crash"]);
  expect(runs.map(({ experiment }) => experiment.faults.map(({ at }) => at))).toEqual([[], [10_000_000]]);
  expect(runs[0]?.experiment.checkpoint.interval).toEqual({ steps: 5 });
});

test("a link that is lost for a while is lost alone for calibration, to see when its path carries traffic again", () => {
  const flap = { kind: "link.flap", target: "sn00/n01/up00", at: "15 s", duration: "24 s", down: "2 s", up: "6 s" };
  const cluster = {
    ...written.cluster,
    nodes: 2,
    nodesPerSupernode: 2,
    scaleUp: { planes: 0 },
    scaleOut: { uplinks: 1, tors: 1 },
  };
  const sections = { cluster, job: { nodes: 2, step: "70 ms" } };
  const outages = (more: object) => calibrationRunsOf(experimentOf({ ...sections, ...more })).slice(1);
  const [run] = outages({ faults: [flap] });
  expect(run?.what).toBe("5 outages of 2 s");
  expect(run?.experiment.faults.map(({ kind, at, duration }) => [kind, at, duration])).toEqual(
    [3, 10, 16, 23, 30].map((s) => ["link.down", expect.closeTo(s * 1e6 + 0.3e6, -6), 2e6]),
  );
  expect(outages({ faults: [{ ...flap, down: "11 s" }] })).toEqual([]);
  expect(outages({ faults: [{ ...flap, down: "5 s" }], recovery: { detect: { cut: "5 s" } } })).toEqual([]);
  // What such a run is measured to take is what the model takes then.
  const { experiment } = run as { readonly experiment: Experiment };
  const measured = predict({ ...experiment, cluster: { ...experiment.cluster, reconnect: 1_100_000 } });
  const times = timesOf([measured]);
  expect(times.reconnect).toEqual({ meanUs: 1_100_000, samples: 5 });
  const judged = experimentOf({ ...sections, faults: [flap] });
  expect(
    predict(calibrate(judged, { reconnect: { meanUs: 1_100_000, samples: 5 } }).scenario).result.ledgerUs.stalled,
  ).toBe(3 * 3_100_000);
  expect(predict(judged).result.ledgerUs.stalled).toBe(3 * 2_000_000);
});

test("on an agent it calibrates, writes the prediction down, and measures as often as asked", async () => {
  const scope = Effect.runSync(Scope.make());
  onTestFinished(() => Effect.runPromise(Scope.close(scope, Exit.void)));
  const serving = serve({ host: "127.0.0.1", port: 0, version: "test" });
  const { url } = await Effect.runPromise(serving.pipe(Scope.provide(scope)));
  const out = folder();
  const {
    exitCode,
    out: printed,
    err,
  } = await compared(
    { agent: url.replace(/\/v1$/, ""), runs: 3, out, json: true },
    { duration: "20 minutes", faults: [{ id: "kill", kind: "job.crash", at: "11 minutes" }] },
  );
  expect(err).toMatch(/Calibration: the job with no fault\n[\s\S]*Calibration: the job with one job\.crash\n/);
  expect(exitCode).toBe(0);
  const document = JSON.parse(printed);
  expect(document).toMatchObject({ held: true, weights: null, asWritten: ["hang", "cut", "reconnect"] });
  expect(document.measured).toHaveLength(3);
  expect(Math.abs(document.points)).toBeLessThan(0.1);
  expect(
    JSON.parse(readFileSync(join(out, "kill.prediction.json"), "utf8")).prediction.metrics.effectiveThroughput,
  ).toBe(document.predicted);
});
