import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inProcess } from "@ordeal/agent/in-process";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import { expect, test } from "vitest";
import { loadExperiment } from "../../src/files/load.ts";
import { type ExecutionOptions, runExperiment } from "../../src/run/experiment.ts";
import { outputsIn } from "../../src/run/outputs.ts";
import { folder, smallExperiment } from "../support.ts";
import { fakeAgent, fakeOpenRun, fakeResult } from "./fake-run.ts";

const loaded = async () => {
  const at = folder({ "e.yaml": smallExperiment() });
  const loading = await loadExperiment(join(at, "e.yaml"));
  if ("problems" in loading) throw new Error("the small experiment is good");
  return { at, experiment: loading.loaded };
};

const run = async (options: ExecutionOptions = {}) => {
  const { at, experiment } = await loaded();
  const outputs = outputsIn(at, "e");
  const exit = await Effect.runPromiseExit(runExperiment(experiment, { outputs, ...options }));
  const lines = existsSync(outputs.journal) ? readFileSync(outputs.journal, "utf8").trimEnd().split("\n") : [];
  return { exit, outputs, lines, events: lines.filter((line) => line.startsWith('{"seq":')) };
};

test("a run of the simulator is judged, and its journal and result are written", async () => {
  const { exit, outputs, lines, events } = await run();
  if (exit._tag === "Failure") throw new Error(String(exit.cause));
  const { document } = exit.value;
  expect(document).toMatchObject({ experiment: "e", title: "A small test", seed: 7, verdict: "pass", starved: false });
  expect(document.command).toMatch(/^pnpm ordeal run \S+\/e\.yaml --seed 7$/);
  expect(JSON.parse(readFileSync(outputs.result, "utf8"))).toEqual(document);
  expect(lines[0]).toBe('{"ordeal":"0.1.0","title":"A small test","seed":7}');
  expect(lines.at(-1)).toBe('{"verdict":"pass","complete":true}');
  expect(events.map((line) => JSON.parse(line).seq)).toEqual(events.map((_, index) => index));
  expect(lines.filter((line) => line.includes('"engine":'))).toEqual([
    '{"atUs":0,"engine":"faults.injected","data":{"faultIds":["card.crash-1"]}}',
    '{"atUs":10800000000,"engine":"faults.healed","data":{"unhealed":[]}}',
  ]);
});

test("the digest covers the event lines, and is the same without a file", async () => {
  const { exit, events } = await run();
  const { experiment } = await loaded();
  const { document } = await Effect.runPromise(runExperiment(experiment));
  const digest = createHash("sha256")
    .update(events.map((line) => `${line}\n`).join(""))
    .digest("hex");
  expect(document.journal).toEqual({ events: events.length, sha256: digest, file: null, complete: true });
  expect(exit).toMatchObject({ value: { document: { journal: { sha256: digest } } } });
});

test("two runs of the same seed write the same bytes", async () => {
  const [one, two] = [await run(), await run()];
  expect(one.lines).toEqual(two.lines);
});

test("a journal larger than its buffer arrives whole", async () => {
  const { events } = await run({ inProcess: fakeAgent({ events: 20_000 }) });
  expect(events).toHaveLength(20_000);
  expect(events.every((line, index) => JSON.parse(line).seq === index)).toBe(true);
});

test("an interrupted run closes its journal, says why, and tells how far it came", async () => {
  const { at, experiment } = await loaded();
  const outputs = outputsIn(at, "e");
  let cameToUs = 0;
  const openRun = fakeOpenRun({ events: 1_000_000 });
  const fiber = Effect.runFork(
    runExperiment(experiment, {
      outputs,
      onInterrupted: (nowUs) => (cameToUs = nowUs),
      inProcess: inProcess({
        openRun: (scenario, options) => {
          const run = openRun(scenario, options);
          // A slice of this run is a millisecond, so that it never ends before it is interrupted.
          return {
            ...run,
            endUs: run.endUs,
            get nowUs() {
              return run.nowUs;
            },
            advance: () => run.advance(Math.min(run.endUs - 1, run.nowUs + 1_000)),
          };
        },
      }),
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  await Effect.runPromise(Fiber.interrupt(fiber));
  const lines = readFileSync(outputs.journal, "utf8").trimEnd().split("\n");
  expect(lines.at(-1)).toBe('{"complete":false,"reason":"interrupted"}');
  expect(cameToUs).toBeGreaterThan(0);
  expect(existsSync(outputs.result)).toBe(false);
});

test("a simulation that throws is an error with the command to repeat it, and its journal says so", async () => {
  const broken = fakeAgent({
    during: () => {
      throw new Error("the ledger does not add up");
    },
  });
  const { exit, lines } = await run({ inProcess: broken });
  expect(exit._tag).toBe("Failure");
  expect(String(JSON.stringify(exit))).toContain("the ledger does not add up");
  expect(lines.at(-1)).toBe('{"complete":false,"reason":"the ledger does not add up"}');
});

test("a metric without a sample makes the verdict unknown", async () => {
  const { experiment } = await loaded();
  const result = fakeResult();
  const unmeasured = fakeAgent({ result: { ...result, metrics: { ...result.metrics, effectiveThroughput: null } } });
  const { document } = await Effect.runPromise(runExperiment(experiment, { inProcess: unmeasured }));
  expect(document.verdict).toBe("unknown");
});

test("a journal that cannot be written is an error that names it", async () => {
  const { experiment } = await loaded();
  const exit = await Effect.runPromiseExit(runExperiment(experiment, { outputs: outputsIn("/dev/null/nowhere", "e") }));
  expect(JSON.stringify(exit)).toMatch(/CannotWrite.*e\.journal\.ndjson/);
});
