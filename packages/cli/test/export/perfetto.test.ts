import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResultDocument } from "@ordeal/model";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { call, eventful, keptRun } from "./support.ts";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur: number;
  readonly pid: number;
  readonly tid: number;
  readonly cat: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * The JSON object form of the Trace Event Format as its document gives it: complete events with `dur`, instants with a
 * scope, counters with numbers, metadata by name.
 */
const numbers = { ts: { type: "number", minimum: 0 }, pid: { type: "integer" }, tid: { type: "integer" } };
const event = (ph: string, properties: object, required: ReadonlyArray<string>) => ({
  type: "object",
  properties: { name: { type: "string" }, ph: { const: ph }, ...numbers, ...properties },
  required: ["name", "ph", "pid", "tid", ...required],
  additionalProperties: false,
});
const args = { type: "object" };
const traceSchema = {
  type: "object",
  required: ["traceEvents"],
  properties: {
    displayTimeUnit: { enum: ["ms", "ns"] },
    otherData: { type: "object" },
    traceEvents: {
      type: "array",
      items: {
        anyOf: [
          event("X", { cat: { type: "string" }, dur: { type: "number", minimum: 0 }, args }, ["ts", "dur", "cat"]),
          event("i", { cat: { type: "string" }, s: { enum: ["g", "p", "t"] }, args }, ["ts", "s"]),
          event("C", { args: { type: "object", additionalProperties: { type: "number" } } }, ["ts", "args"]),
          {
            ...event("M", { args }, ["args"]),
            properties: {
              ...event("M", { args }, []).properties,
              name: { enum: ["process_name", "process_sort_index", "thread_name"] },
            },
          },
        ],
      },
    },
  },
};

const traced = async (sections: Readonly<Record<string, string>>) => {
  const at = await keptRun(sections);
  const out = join(at, "trace.json");
  expect((await call("perfetto", join(at, "e.journal.ndjson"), { out })).code).toBe(0);
  const trace = JSON.parse(readFileSync(out, "utf8")) as { readonly traceEvents: ReadonlyArray<TraceEvent> };
  const result = JSON.parse(readFileSync(join(at, "e.result.json"), "utf8")) as ResultDocument;
  return { trace, result, complete: trace.traceEvents.filter(({ ph }) => ph === "X") };
};

test("a trace is what the Trace Event Format says, and times are microseconds", async () => {
  const { trace, complete } = await traced(eventful);
  const validate = new Ajv({ allErrors: true }).compile(traceSchema);
  expect(validate(trace) ? [] : validate.errors?.slice(0, 3)).toEqual([]);
  const crash = complete.find(({ args }) => args.fault === "crash" && args.kind === "card.crash");
  expect(crash).toMatchObject({ name: "card.crash sn00/n01/c3", cat: "fault", ts: 3_000_000_000 });
  const processes = trace.traceEvents.filter(({ name }) => name === "process_name").map(({ args }) => args.name);
  expect(processes.toSorted()).toEqual(
    ["checkpoints", "cooling", "faults", "job", "nodes down", "outages", "recovery"].toSorted(),
  );
});

test("what the job does fills the run, and sums to its ledger to the microsecond", async () => {
  const { complete, result } = await traced(eventful);
  const { ledgerUs, wallUs } = result;
  const sums: Record<string, number> = {};
  let untilUs = 0;
  for (const { name, ts, dur } of complete.filter(({ cat }) => cat === "job")) {
    expect(ts).toBe(untilUs);
    untilUs = ts + dur;
    sums[name] = (sums[name] ?? 0) + dur;
  }
  expect(untilUs).toBe(wallUs);
  const { productive, degraded, recompute, ...others } = ledgerUs;
  const passed = Object.fromEntries(Object.entries(others).filter(([, us]) => us > 0));
  expect(sums).toEqual({ stepping: productive + degraded + recompute, ...passed });
  expect(Object.keys(passed).length).toBeGreaterThan(4);
});

test("what overlaps is drawn on threads of its own", async () => {
  const { complete } = await traced(eventful);
  const lastOf = new Map<string, number>();
  for (const { pid, tid, ts, dur } of complete.toSorted((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    const thread = `${pid}/${tid}`;
    expect(ts).toBeGreaterThanOrEqual(lastOf.get(thread) ?? 0);
    lastOf.set(thread, ts + dur);
  }
  expect([...lastOf.keys()].filter((thread) => thread.startsWith("4/")).length).toBeGreaterThan(1);
});

test("an outage knows what stopped the job and what it went on from; a torn copy is said", async () => {
  const { complete } = await traced(eventful);
  const [first] = complete.filter(({ cat }) => cat === "outage");
  expect(first?.args).toMatchObject({ kind: "card.crash", faults: ["crash"], resumedFrom: "storage" });
  expect(complete.some(({ cat, args }) => cat === "checkpoint" && args.torn === true)).toBe(true);
});
