import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import Ajv, { type ValidateFunction } from "ajv";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadExperiment } from "../../src/files/load.ts";
import { warningsIn } from "../../src/files/warnings.ts";
import { answersOf, questions } from "../../src/init/answers.ts";
import { askPerson, type Given, problemsOf, withDefaults } from "../../src/init/ask.ts";
import { cardNames } from "../../src/init/cards.ts";
import { experimentText } from "../../src/init/template.ts";
import { presetOf, presets } from "../../src/presets/presets.ts";
import { experimentSchema } from "../../src/reference/editor-schema.ts";
import { init } from "../../src/verbs/init.ts";
import { run } from "../../src/verbs/run.ts";
import { onScreen } from "../support.ts";

const folder = mkdtempSync(join(tmpdir(), "ordeal-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "experiment.yaml");

const given: fc.Arbitrary<Given> = fc.record({
  nodes: fc.integer({ min: 1, max: 5_000 }).map(String),
  spares: fc.integer({ min: 0, max: 100 }).map(String),
  cardsPerNode: fc.integer({ min: 1, max: 64 }).map(String),
  card: fc.constantFrom(...cardNames),
  nodesPerSupernode: fc.integer({ min: 1, max: 100 }).map(String),
  step: fc.constantFrom("1 second", "10 seconds", "2 minutes"),
  checkpoint: fc.constantFrom("10 minutes", "1 hour", "daly", "young"),
  target: fc.constantFrom("50 %", "95 %", "99.9 %"),
  days: fc.integer({ min: 1, max: 365 }).map(String),
});

/** Whatever the questions take, to their bounds and in every spelling. */
const extreme: fc.Arbitrary<Given> = fc.record(
  {
    nodes: fc.oneof(fc.integer({ min: 1, max: 100_000 }).map(String), fc.constantFrom("1", "100,000", " 64 ", "1_000")),
    spares: fc.oneof(fc.integer({ min: 0, max: 10_000 }).map(String), fc.constantFrom("0", "10,000")),
    cardsPerNode: fc.oneof(fc.integer({ min: 1, max: 64 }).map(String), fc.constantFrom("1", "64")),
    card: fc.constantFrom(...cardNames, ...cardNames.map((name) => name.toUpperCase())),
    nodesPerSupernode: fc.oneof(fc.integer({ min: 1, max: 100_000 }).map(String), fc.constantFrom("1", "100000")),
    step: fc.constantFrom("1 ms", "0.5s", "PT8S", "1m30s", "59 min 59 s", "1 hour", " 250 millis "),
    checkpoint: fc.constantFrom("1 second", "PT10M", "1h30m", "7 days", "daly", "young"),
    target: fc.constantFrom("0.01 %", "95%", "93.12 %", "100 %", " 99.99  % "),
    days: fc.oneof(fc.integer({ min: 1, max: 3_000 }).map(String), fc.constantFrom("1", "3000")),
  },
  { requiredKeys: [] },
);

describe("what init writes", () => {
  let accepts: ValidateFunction;
  beforeAll(() => {
    accepts = new Ajv.default({ allowUnionTypes: true, strict: false }).compile(experimentSchema());
  }, 60_000);

  test("passes check with any answers that it takes, to their bounds", async () => {
    const path = join(folder, "extreme.yaml");
    await fc.assert(
      fc.asyncProperty(extreme, async (answers) => {
        expect(problemsOf(answers)).toEqual([]);
        const text = experimentText(answersOf(withDefaults(answers)));
        writeFileSync(path, text);
        const loading = await loadExperiment(path);
        expect("problems" in loading ? loading.problems : []).toEqual([]);
        expect(accepts(parse(text)), JSON.stringify(accepts.errors)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("passes check without a warning, and the editors' schema, whatever is answered within bounds", async () => {
    await fc.assert(
      fc.asyncProperty(given, async (answers) => {
        expect(problemsOf(answers)).toEqual([]);
        const text = experimentText(answersOf(withDefaults(answers)));
        writeFileSync(file, text);
        const loading = await loadExperiment(file);
        expect("problems" in loading ? loading.problems : []).toEqual([]);
        if ("loaded" in loading) expect(warningsIn(loading.loaded)).toEqual([]);
        expect(accepts(parse(text)), JSON.stringify(accepts.errors)).toBe(true);
      }),
      { numRuns: 60 },
    );
    rmSync(file);
  });

  test("says no figure of another machine: an H100 cluster has an H100's", async () => {
    const text = experimentText(answersOf(withDefaults({ card: "h100", nodes: "64" })));
    writeFileSync(file, text);
    const loading = await loadExperiment(file);
    rmSync(file);
    if ("problems" in loading) throw new Error("bad input");
    const { cluster, job } = loading.loaded.experiment;
    expect([cluster.cardFlops, cluster.cooling.loadW, cluster.cardsPerNode, job.nodes]).toEqual([989.4e12, 700, 8, 64]);
    expect(text).not.toMatch(/ascend|use: clusters/i);
    expect(loading.loaded.assumed).toEqual([]);
    // What a default would take from another machine is written out.
    const written = parse(text) as Readonly<Record<string, object>>;
    for (const key of ["nodes", "cardsPerNode", "nodesPerSupernode", "scaleUp", "scaleOut", "storage", "cooling"])
      expect(written.cluster).toHaveProperty(key);
    for (const key of ["cardFlops", "pue", "repair"]) expect(written.cluster).toHaveProperty(key);
    expect(written.job).toHaveProperty("mfu");
  });
});

describe("with a preset", () => {
  test.each(presets)(
    "what init writes takes all of %s, assumes nothing, and passes check without a warning",
    async (preset) => {
      const text = experimentText(answersOf(withDefaults({ preset, nodes: "72" })));
      writeFileSync(file, text);
      const loading = await loadExperiment(file);
      rmSync(file);
      if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
      expect([loading.loaded.assumed, warningsIn(loading.loaded)]).toEqual([[], []]);
      const { cluster, job } = loading.loaded.experiment;
      expect([cluster.name, cluster.nodes, job.nodes]).toEqual(["ours", 74, 72]);
      expect(text).not.toMatch(/cardsPerNode|cardFlops/);
    },
  );

  test("a part of a name will do where no other has it", () => {
    expect(["h100", "H200", "nvl72", "mi300", "v5p", "384", "a3"].map(presetOf)).toEqual([
      "dgx-h100",
      "dgx-h200",
      "gb200-nvl72",
      "mi300x",
      "tpu-v5p",
      "cloudmatrix-384",
      undefined,
    ]);
    expect(presetOf("dgx")).toBeUndefined();
  });

  test("what the preset says cannot be said again, and an unknown one names those there are", async () => {
    const other = join(folder, "other.yaml");
    const twice = await onScreen(init({ file: other, given: { preset: "h100", card: "a100" }, force: false }));
    expect([twice.code, twice.err]).toEqual([2, expect.stringContaining("--card is said by --preset h100 already")]);
    const unknown = await onScreen(init({ file: other, given: { preset: "h900" }, force: false }));
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("--preset expected one of dgx-h100, ")]);
    expect(existsSync(other)).toBe(false);
  });

  test("a person is not asked what the preset says", async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let said = "";
    const answers = ["gb200"];
    output.on("data", (text) => {
      said += text;
      if (/: $/.test(String(text))) setImmediate(() => input.write(`${answers.shift() ?? ""}\n`));
    });
    const texts = await askPerson({}, input, output, AbortSignal.timeout(5_000));
    expect(answersOf(texts).preset).toBe("gb200-nvl72");
    expect(said).toContain("Spare nodes");
    expect(said).not.toMatch(/The card|Cards in a node|scale-up/);
  });
});

describe("ordeal init", () => {
  test("takes flags, says what it assumed off a terminal, and what it wrote runs", async () => {
    const { code, out, err } = await onScreen(init({ file, given: { nodes: "16", target: "90 %" }, force: false }));
    expect([code, out]).toEqual([0, expect.stringContaining(`Next: pnpm ordeal run ${file}`)]);
    expect(err).toContain(
      "Assumed, since nobody said otherwise: --preset none --spares 2 --cards-per-node 8 --card h100",
    );
    expect(readFileSync(file, "utf8").split("\n")[0]).toBe(
      "# yaml-language-server: $schema=./.ordeal/experiment.schema.json",
    );
    expect(JSON.parse(readFileSync(join(folder, ".ordeal/experiment.schema.json"), "utf8"))).toEqual(
      experimentSchema(),
    );
    const flags = {
      experiments: [file],
      json: false,
      seed: undefined,
      set: [],
      dryRun: false,
      out: undefined,
      rate: undefined,
    };
    const ran = await onScreen(run({ ...flags, agent: undefined, tokenFile: undefined }));
    expect([ran.code, ran.out]).toEqual([0, expect.stringContaining("PASS")]);
  });

  test("leaves a file that is there as it is, unless it is forced", async () => {
    writeFileSync(file, "mine");
    const refused = await onScreen(init({ file, given: {}, force: false }));
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("--force")]);
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect((await onScreen(init({ file, given: {}, force: true }))).code).toBe(0);
    expect(readFileSync(file, "utf8")).not.toBe("mine");
  });

  test("says everything that is wrong with its flags at once, and writes nothing", async () => {
    const other = join(folder, "other.json");
    const bad = { nodes: "many", target: "95", card: "h900", step: "soon" };
    const { code, err } = await onScreen(init({ file: other, given: bad, force: false }));
    expect(code).toBe(2);
    for (const said of ["--nodes", "--target", "--card", "--step", "other.json expected a name", "Nothing was written"])
      expect(err).toContain(said);
    expect(existsSync(other)).toBe(false);
  });

  test("says so where nothing can be written", async () => {
    const { code, err } = await onScreen(init({ file: "/dev/null/x.yaml", given: {}, force: false }));
    expect([code, err]).toEqual([2, expect.stringContaining("cannot be written")]);
  });
});

test("a person is asked what no flag says; nothing takes what is offered, and a bad answer is asked for again", async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let said = "";
  const answers = ["", "", "no", "4", ...questions.slice(4).map(() => "")];
  // One answer for each question that is shown: what comes before is not waited for.
  output.on("data", (text) => {
    said += text;
    if (/: $/.test(String(text))) setImmediate(() => input.write(`${answers.shift() ?? ""}\n`));
  });
  const texts = await askPerson({ nodes: "8" }, input, output, AbortSignal.timeout(5_000));
  expect(texts).toEqual({ ...withDefaults({}), nodes: "8", cardsPerNode: "4" });
  expect(said).not.toContain("Nodes that the job takes");
  expect(said).toContain("expected a whole number from 1 to 64");
});

test("whoever ends the input before the last answer is not waited for", async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  output.on("data", (text) => {
    if (/: $/.test(String(text))) setImmediate(() => input.end());
  });
  await expect(askPerson({ nodes: "8" }, input, output, AbortSignal.timeout(5_000))).rejects.toThrow("the input ended");
});

test("a file may name the schema that editors check it by, and keep anchors under keys of its own", async () => {
  const text = experimentText(answersOf(withDefaults({}))).replace(/^ {4}- \{ stall: .*$/m, "    - *tier");
  expect(text).toContain("*tier");
  writeFileSync(
    file,
    `$schema: ./x.json\nx-tiers:\n  - &tier { stall: 10 seconds, persist: 1 minute, load: 1 minute }\n${text}`,
  );
  const loading = await loadExperiment(file);
  expect("problems" in loading ? loading.problems : []).toEqual([]);
});
