import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scenario } from "@ordeal/explorer";
import { Experiment, FaultSpec, MINUTE_US, methods } from "@ordeal/model";
import { openRun } from "@ordeal/simulator";
import Ajv from "ajv/dist/2020.js";
import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { protocolFiles } from "../../src/protocol/files.ts";
import { protocolSchemas } from "../../src/protocol/schemas.ts";
import { experimentOf, written } from "../support.ts";

const folder = join(import.meta.dirname, "../../protocol");
const ajv = new Ajv.default({ allErrors: true, allowUnionTypes: true, strict: true, strictTuples: false });
for (const [file, schema] of protocolSchemas()) ajv.addSchema(schema, file);

/** What a schema says against a value; nothing when it accepts it. */
const problemsOf = (file: string, value: unknown): ReadonlyArray<string> => {
  const validate = ajv.getSchema(file);
  if (validate === undefined) throw new Error(`there is no ${file}`);
  return validate(value) === true
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

test("the page and the schemas are current (pnpm protocol regenerates them)", () => {
  const files = protocolFiles();
  const there = ["PROTOCOL.md", ...readdirSync(join(folder, "schemas")).map((name) => `schemas/${name}`)];
  expect(there.toSorted()).toEqual([...files.keys()].toSorted());
  for (const [path, text] of files) expect(readFileSync(join(folder, path), "utf8") === text, path).toBe(true);
});

describe("the schemas", () => {
  test("accept every scenario, and every fault, that the model accepts", () => {
    fc.assert(
      fc.property(scenario(), (drawn) => {
        const whole = { title: "random", seed: 1, thresholds: [], stopWhen: [], probe: MINUTE_US, ...drawn };
        expect(problemsOf("experiment.json", Schema.encodeUnknownSync(Experiment)(whole))).toEqual([]);
        for (const fault of drawn.faults) {
          expect(problemsOf("fault.json", Schema.encodeUnknownSync(FaultSpec)(fault))).toEqual([]);
        }
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  test("accept what a plain client writes", () => {
    expect(problemsOf("run.open.params.json", { experiment: written() })).toEqual([]);
    expect(problemsOf("fault.inject.params.json", { runId: "r", fault: { kind: "job.crash", at: "1 hour" } })).toEqual(
      [],
    );
  });

  test("accept what the agent answers", () => {
    const run = openRun(experimentOf({ faults: [{ kind: "card.crash", target: "sn00/n01/c3", at: "1 hour" }] }), {
      seed: 1,
    });
    run.advance(2 * 3_600e6);
    expect(problemsOf("run.snapshot.result.json", run.snapshot())).toEqual([]);
    expect(problemsOf("run.result.result.json", run.result())).toEqual([]);
    expect(Schema.decodeUnknownSync(methods["run.result"].result)(JSON.parse(JSON.stringify(run.result())))).toEqual(
      run.result(),
    );
  });

  test.each([
    ["experiment.json", {}],
    ["experiment.json", { ...written(), colour: "red" }],
    ["experiment.json", { ...written(), job: { nodes: "four", step: "10 seconds" } }],
    ["experiment.json", { ...written(), recovery: { spares: "lukewarm" } }],
    ["fault.json", { kind: "card.crush" }],
    ["fault.json", { kind: "card.slow" }],
    ["run.advance.params.json", { runId: "r", untilUs: -1 }],
    ["run.open.params.json", { experiment: 3 }],
    ["fault.inject.params.json", { runId: "r", fault: { kind: "card.crush" } }],
  ])("refuse nonsense (%#)", (file, value) => {
    expect(problemsOf(file, value)).not.toEqual([]);
  });
});

/** Every description of a field of this name, anywhere in a JSON Schema. */
const descriptionsOf = (name: string, node: unknown): ReadonlyArray<string> => {
  if (typeof node !== "object" || node === null) return [];
  const { properties } = node as { readonly properties?: Readonly<Record<string, { readonly description?: string }>> };
  const own = properties?.[name] === undefined ? [] : [properties[name].description ?? ""];
  return [...own, ...Object.values(node).flatMap((part) => descriptionsOf(name, part))];
};

test.each([
  "linearity",
  "replicasMin",
  "spares",
  "keepsProgress",
  "takesPerThousandCards",
  "lemons",
  "detectAfter",
  "target",
])("what %s means stands in the schemas, and not only how it is written", (name) => {
  const said = ["experiment.json", "fault.json"].flatMap((file) => descriptionsOf(name, protocolSchemas().get(file)));
  const explained = said.filter((one) => one.split(" ").length > 15);
  // `recovery.spares` says how ready they are: a choice of three words.
  expect(explained.length).toBeGreaterThanOrEqual(name === "spares" ? 1 : Math.max(1, said.length));
});
