// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what files say is not what this file says.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  BytesPerSecond,
  DateMs,
  DurationUs,
  decode,
  Flops,
  Instant,
  jsonSchemaOf,
  PositiveRatio,
  RateText,
  ThresholdText,
} from "@ordeal/model";
import Ajv from "ajv";
import type * as Schema from "effect/Schema";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { experimentSchema, timelineSchema } from "../../src/reference/editor-schema.ts";

const root = join(import.meta.dirname, "../../../..");
const ajv = new Ajv.default({ allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false });
const isExperiment = ajv.compile(experimentSchema());
const isTimeline = ajv.compile(timelineSchema());
const written = (path: string): Record<string, unknown> => parse(readFileSync(join(root, path), "utf8"));

describe("the JSON Schema for editors", () => {
  const experiments = readdirSync(join(root, "experiments")).filter((name) => name.endsWith(".yaml"));
  const incidents = readdirSync(join(root, "fixtures/incidents")).filter((name) => name.endsWith(".yaml"));

  test.each(experiments)("accepts experiments/%s", (name) => {
    isExperiment(written(`experiments/${name}`));
    expect(isExperiment.errors).toBeNull();
  });

  test.each(incidents)("accepts fixtures/incidents/%s", (name) => {
    const validate = name.includes("-run") ? isExperiment : isTimeline;
    validate(written(`fixtures/incidents/${name}`));
    expect(validate.errors).toBeNull();
  });

  const good = written("experiments/01-one-card-crash.yaml");
  const crash = { kind: "card.crash", target: "sn00/n01/c3", at: "1 hour" };
  const tier = { stall: "1 second" };
  test.each<[string, Record<string, unknown>]>([
    ["a field that does not exist", { ...good, threshold: [] }],
    ["a field that does not exist, deep inside", { ...good, cluster: { name: "c", nodes: 4, cooling: { loadw: 1 } } }],
    ["a duration in another form", { ...good, duration: "3 fortnights" }],
    ["a duration that is a number", { ...good, duration: 10 }],
    ["a kind of fault that does not exist", { ...good, faults: [{ ...crash, kind: "card.melt" }] }],
    ["a fault without a kind", { ...good, faults: [{ target: "sn00/n01/c3", at: "1 hour" }] }],
    ["a parameter of another kind", { ...good, faults: [{ ...crash, speed: "50 %" }] }],
    ["a fault that lacks its parameter", { ...good, faults: [{ ...crash, kind: "card.slow" }] }],
    ["an instant in another form", { ...good, faults: [{ ...crash, at: "tomorrow" }] }],
    ["a date without its zone", { ...good, startsAt: "2026-03-26T09:00:00" }],
    ["an event that does not exist", { ...good, faults: [{ ...crash, at: undefined, on: { event: "save.started" } }] }],
    ["a rate of nobody knows what", { ...good, hazards: [{ id: "h", rate: "3 per dog-day", kinds: [crash] }] }],
    ["a tier without a stall", { ...good, checkpoint: { interval: "10 minutes", tiers: [{ persist: "1 second" }] } }],
    ["no tiers", { ...good, checkpoint: { interval: "10 minutes", tiers: [] } }],
    ["an interval of nobody's formula", { ...good, checkpoint: { interval: "sometimes", tiers: [tier] } }],
    ["no job", Object.fromEntries(Object.entries(good).filter(([name]) => name !== "job"))],
    ["a share in words", { ...good, job: { nodes: 4, step: "10 seconds", linearity: "much" } }],
    ["a share above one", { ...good, job: { nodes: 4, step: "10 seconds", linearity: 93.12 } }],
    ["a count below its least", { ...good, cluster: { name: "c", nodes: 0 } }],
    ["a bandwidth without a unit of it", { ...good, cluster: { name: "c", nodes: 4, storage: { read: "2 TB" } } }],
    ["a threshold of no metric", { ...good, thresholds: ["goodput >= 95 %"] }],
    ["a threshold of no statistic", { ...good, thresholds: ["recoveryTime <= 3 minutes"] }],
    ["a condition of no signal", { ...good, stopWhen: ["effectiveFlops < 1"] }],
    ["a policy of nobody's", { ...good, recovery: { policy: "hope" } }],
    ["a rung that does nothing known", { ...good, recovery: { policy: { ladder: [{ name: "r", does: "pray" }] } } }],
  ])("refuses %s", (_, document) => {
    expect(isExperiment(JSON.parse(JSON.stringify(document)))).toBe(false);
  });

  test("accepts `use` and `$schema`, and what a used file may bring is not missed", () => {
    expect(isExperiment({ $schema: "./x.json", use: "./base.yaml", checkpoint: { tiers: [tier] } })).toBe(true);
    expect(isExperiment({ use: "./base.yaml", faults: [{ use: "./fault.yaml", at: "1 hour" }] })).toBe(true);
  });

  test("accepts a variable of the environment wherever a value stands, and no other text for a number", () => {
    const of = (nodes: unknown, step: unknown, policy: unknown) =>
      isExperiment({ ...good, job: { nodes, step }, recovery: { policy } });
    expect(of("${NODES}", "${STEP:-10 seconds}", "${POLICY}")).toBe(true);
    expect(of(4, "10 seconds", "flash")).toBe(true);
    expect(of("four", "10 seconds", "flash")).toBe(false);
    expect(of(4, "ten", "flash")).toBe(false);
    expect(of(4, "10 seconds", "hope")).toBe(false);
  });

  test("accepts keys that begin with x-, at the top alone", () => {
    expect(isExperiment({ ...good, "x-tiers": [{ stall: "1 second" }] })).toBe(true);
    expect(isExperiment({ ...good, job: { ...(good.job as object), "x-step": 1 } })).toBe(false);
  });

  test("stands alone: whatever it refers to is in it", () => {
    for (const schema of [experimentSchema(), timelineSchema()]) {
      const references = [...JSON.stringify(schema).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = ""]) => to);
      expect(references.length).toBeGreaterThan(50);
      for (const to of references) expect(schema.definitions, to).toHaveProperty([to.replace(/^#\/definitions\//, "")]);
    }
  });
});

describe("a pattern matches whatever is read", () => {
  const amount = fc.oneof(fc.nat(500).map(String), fc.constantFrom("0.5", "12.25", "1e3", "0.3e-3", "1,000"));
  const piece = fc.oneof(
    amount,
    fc.constantFrom(
      ...["s", "sec", "seconds", "m", "min", "minute", "h", "hrs", "d", "days", "w", "weeks", "ms", "µs", "ns"],
      ...[" ", "  ", "P", "T", "H", "M", "S", "D", "W", "%", "per mille", "per", "in", "card-day", "gpu-hours"],
      ...[
        "node-months",
        "link-year",
        "B",
        "TB",
        "GB/s",
        "Gbps",
        "Mb/s",
        "TFLOPS",
        "FLOP/s",
        "years",
        "-",
        "+08:00",
        "Z",
      ],
      ...["2026-03-26T09:00:00", "2026-03-26T09:00", ".125", "effectiveThroughput", "recoveryTime", "p90", ">=", "<"],
    ),
  );
  const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(""));
  const good = [
    "10 seconds",
    "1h30m",
    "2 min 30 s",
    "PT1M30S",
    "P2DT3H",
    " 5 d ",
    "1w2d",
    "93.12 %",
    "-0 %",
    "0.3e-3 per card-day",
  ];
  const more = [
    "6.50 per 1,000 node-days",
    "0.057 % per link-month",
    "419 per 54 days",
    "3 in 2 weeks",
    "5.7 TB/s",
    "400 Gbps",
    "1e12 FLOPS",
  ];
  const dates = ["2026-03-26T09:00:00+08:00", "2026-03-26T09:00Z", "2026-03-26T09:00:00.5Z"];
  const lines = ["effectiveThroughput>=95%", "recoveryTime  p90 < 3 minutes", " worstWindow >= 80 % of twin "];

  test.each<[string, unknown]>(
    Object.entries({ DurationUs, DateMs, Instant, RateText, PositiveRatio, BytesPerSecond, Flops, ThresholdText }),
  )("as %s", (_, schema) => {
    const { pattern } = jsonSchemaOf(schema as Schema.Top);
    const matches = new RegExp(pattern as string, "u");
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(text, fc.constantFrom(...good, ...more, ...dates, ...lines)), (one) => {
        if ("problems" in decode(schema as Schema.Codec<unknown>, one)) return;
        taken++;
        expect(one).toMatch(matches);
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(20);
  });
});
