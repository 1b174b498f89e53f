import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { call, eventful, keptRun } from "./support.ts";

/** What Chaos Toolkit's reference says of journals and experiments (chaostoolkit.org/reference/api), field by field. */
const text = { type: "string" };
const date = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" };
const activity = (type: ReadonlyArray<string>) => ({
  type: "object",
  required: ["type", "name", "provider"],
  properties: {
    type: { enum: type },
    name: text,
    provider: {
      type: "object",
      required: ["type", "path"],
      properties: { type: { const: "process" }, path: text, arguments: { type: "object", additionalProperties: text } },
    },
  },
});
const probe = { ...activity(["probe"]), required: ["type", "name", "provider", "tolerance"] };
const outcome = (of: object, more: object = {}) => ({
  type: "object",
  required: ["activity", "status", "start", "end", "duration", "output", ...Object.keys(more)],
  properties: {
    activity: of,
    status: { enum: ["succeeded", "failed"] },
    start: date,
    end: date,
    duration: { type: "number", minimum: 0 },
    output: { type: ["string", "null"] },
    ...more,
  },
});
const state = {
  type: "object",
  required: ["steady_state_met", "probes"],
  properties: {
    steady_state_met: { type: "boolean" },
    probes: { type: "array", items: outcome(probe, { tolerance_met: { type: "boolean" } }) },
  },
};
const schema = {
  type: "object",
  required: ["experiment", "status", "start", "end", "duration", "steady_states", "run", "rollbacks", "deviated"],
  properties: {
    experiment: {
      type: "object",
      required: ["version", "title", "description", "method"],
      properties: {
        version: { const: "1.0.0" },
        title: text,
        description: text,
        tags: { type: "array", items: text },
        extensions: { type: "array", items: { type: "object", required: ["name"], properties: { name: text } } },
        "steady-state-hypothesis": {
          type: "object",
          required: ["title", "probes"],
          properties: { title: text, probes: { type: "array", items: probe } },
        },
        method: { type: "array", items: activity(["action", "probe"]) },
        rollbacks: { type: "array", items: activity(["action"]) },
      },
    },
    status: { enum: ["completed", "failed", "aborted"] },
    deviated: { type: "boolean" },
    start: date,
    end: date,
    duration: { type: "number" },
    steady_states: { type: "object", properties: { before: state, after: state }, additionalProperties: false },
    run: { type: "array", items: outcome(activity(["action", "probe"])) },
    rollbacks: { type: "array", items: outcome(activity(["action"])) },
  },
};
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

const journalOf = async (at: string, file = "e.journal.ndjson", startsAt?: string) => {
  const out = join(at, "ctk.json");
  const { code, err } = await call("chaostoolkit", join(at, file), { out, startsAt });
  expect([code, code === 0 ? "" : err]).toEqual([0, ""]);
  const journal = JSON.parse(readFileSync(out, "utf8"));
  expect(validate(journal) ? [] : validate.errors?.slice(0, 3)).toEqual([]);
  return { journal, err };
};

test("a run is a journal as Chaos Toolkit's reference describes it, its run mirroring the method", async () => {
  const at = await keptRun(eventful);
  const { journal } = await journalOf(at, "e.result.json", "2026-03-26T09:00:00+08:00");
  const { experiment, run, rollbacks } = journal;
  expect(run.map(({ activity }: { readonly activity: object }) => activity)).toEqual(experiment.method);
  expect(rollbacks.map(({ activity }: { readonly activity: object }) => activity)).toEqual(experiment.rollbacks);
  expect(run[0]).toMatchObject({
    activity: { name: "crash: card.crash on sn00/n01/c3" },
    status: "succeeded",
    start: "2026-03-26T01:50:00.000000Z",
  });
  const starts = run.map(({ start }: { readonly start: string }) => start);
  expect(starts).toEqual(starts.toSorted());
  expect(journal.duration).toBe(12 * 3_600);
});

test("a threshold that failed is a deviation, and a run that kept them all is completed", async () => {
  const { journal: failed } = await journalOf(await keptRun(eventful));
  expect([failed.status, failed.deviated]).toEqual(["failed", true]);
  const met = failed.steady_states.after.probes.map((one: { readonly tolerance_met: boolean }) => one.tolerance_met);
  expect([failed.steady_states.after.steady_state_met, met]).toEqual([false, [true, false]]);
  const { journal: held } = await journalOf(await keptRun());
  expect([held.status, held.deviated, held.steady_states.after.steady_state_met]).toEqual(["completed", false, true]);
});

test("an unknown verdict never reads as completed, nor does a journal that was cut off", async () => {
  const unknown = await keptRun({ faults: "[]", thresholds: "[recoveryTime max <= 1 hour]" });
  expect((await journalOf(unknown)).journal).toMatchObject({ status: "failed", deviated: false });
  const cut = await keptRun();
  const text = readFileSync(join(cut, "e.journal.ndjson"), "utf8");
  writeFileSync(join(cut, "cut.ndjson"), text.slice(0, text.length * 0.6));
  const { journal, err } = await journalOf(cut, "cut.ndjson");
  expect(journal).toMatchObject({ status: "aborted", deviated: false });
  expect(journal.rollbacks[0]).toMatchObject({ status: "failed", output: "nobody saw it healed" });
  expect(err).toContain("the journal is INCOMPLETE: it has no last line");
});

test("the steady state before and after is the hypothesis", async () => {
  const at = await keptRun({ steadyState: "{ holds: [throughput >= 90 %], within: 1 hour }" });
  const { journal } = await journalOf(at);
  expect(journal.steady_states.before.steady_state_met).toBe(true);
  expect(journal.experiment["steady-state-hypothesis"].probes[0].name).toBe("steady state");
});

test("a fault that was withheld is an activity that failed, with its reason", async () => {
  const faults = `[{ id: a, kind: node.crash, target: sn00/n01, at: 50 minutes, duration: 1 hour },
    { id: b, kind: node.crash, target: sn00/n02, at: 55 minutes }]`;
  const { journal } = await journalOf(await keptRun({ faults, safety: "{ maxConcurrentFaults: 1 }" }));
  expect(journal.run.map(({ status }: { readonly status: string }) => status)).toEqual(["succeeded", "failed"]);
  expect(journal.run[1].output).not.toBe("");
});
