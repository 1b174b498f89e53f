import * as Effect from "effect/Effect";
import { expect, test } from "vitest";
import { runExperiment } from "../../src/index.ts";
import { crashAt, experimentOf } from "../support/experiments.ts";
import { fakeAgent } from "../support/fake-agent.ts";
import { answering } from "./server.ts";

/** An hour with a crash after 20 minutes, looked at every five; what is answered at each look, from the first. */
const runWith = async (
  answers: ReadonlyArray<number>,
  { eye = {}, ...sections }: { readonly eye?: object; readonly [section: string]: unknown },
  rate = 1_000,
) => {
  let asked = 0;
  const http = await answering((_, response) => {
    response.end(JSON.stringify({ value: answers[Math.min(asked++, answers.length - 1)] }));
  });
  const probe = { name: "eye", http, reads: "/value" };
  const experiment = experimentOf({
    faults: [crashAt("20 minutes")],
    probe: "5 minutes",
    ...sections,
    probes: [{ ...probe, ...eye }],
  });
  const { layer } = fakeAgent();
  const options = { version: "0", ...(rate === 0 ? {} : { rate }) };
  const outcome = await Effect.runPromise(runExperiment(experiment, options).pipe(Effect.provide(layer)));
  return { ...outcome, asked };
};

// Looks are at 5, 10, 15 minutes, right before the fault, at 20, and so on.
const quiet = [0, 0, 0, 0, 0];

test("an alert that fires in time is a pass, one that comes too late a fail", async () => {
  const within = (minutes: number) => ({ eye: { expect: [`>= 1 within ${minutes} minutes`] } });
  const soon = await runWith([...quiet, 0, 1], within(10));
  expect(soon).toMatchObject({ verdict: "pass", judgements: [{ actual: 600, held: true }] });
  expect(await runWith([...quiet, 0, 0, 1], within(10))).toMatchObject({ verdict: "fail" });
});

test("a probe that cannot be reached makes the verdict unknown, whatever else is so", async () => {
  const eye = { http: "http://127.0.0.1:1/", expect: ["< 5 always"] };
  const { verdict, findings, judgements } = await runWith([], { eye, thresholds: ["effectiveThroughput >= 80 %"] });
  expect(verdict).toBe("unknown");
  expect(judgements[1]).toMatchObject({ expression: "probe.eye < 5 always", actual: null, held: null });
  expect(findings[0]?.reason).toMatch(/^probe.eye gave no sample at 13 of 13 looks: /);
});

test("a condition on a probe stops the run", async () => {
  const stopped = await runWith([0, 0, 7], { stopWhen: ["probe.eye > 3"] });
  expect(stopped).toMatchObject({ verdict: "fail", stopped: { condition: "probe.eye > 3", atUs: 900e6 } });
});

test("a steady state that nobody could see is no failure, and no pass", async () => {
  const steadyState = { holds: ["probe.eye >= 1"], within: "15 minutes" };
  expect(await runWith([1], { steadyState })).toMatchObject({ verdict: "pass" });
  expect(await runWith([1, 1, 1, 1, 0], { steadyState })).toMatchObject({ verdict: "fail" });
  const blind = await runWith([1, 1, 1, 1, Number.NaN], { steadyState });
  expect(blind.verdict).toBe("unknown");
  expect(blind.findings[0]?.reason).toBe("nobody could see whether the steady state came back in time");
});

test("a run that goes as fast as it can asks nobody, and is unknown", async () => {
  const { verdict, findings, asked } = await runWith([1], { eye: { expect: [">= 1 always"] } }, 0);
  expect(asked).toBe(0);
  expect(verdict).toBe("unknown");
  expect(findings[0]?.reason).toMatch(/went as fast as it could: pace it, as with --rate 1$/);
});
