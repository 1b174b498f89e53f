// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what files say is not what this file says.
import { join } from "node:path";
import { escapeVariables } from "@ordeal/model";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { withEnvironment } from "../../src/files/environment.ts";
import { printInputProblem } from "../../src/files/input-problem.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { loadTimeline } from "../../src/files/load-timeline.ts";
import { bare } from "../../src/files/written.ts";
import { readYaml } from "../../src/files/yaml.ts";
import { commandOf } from "../../src/run/reproduce.ts";
import { importFile } from "../../src/verbs/import.ts";
import { folder, onScreen, smallExperiment } from "../support.ts";

afterEach(() => vi.unstubAllEnvs());

const read = (yaml: string, environment: Readonly<Record<string, string>> = {}) => {
  const { written, problems } = withEnvironment(readYaml(yaml, "e.yaml"), environment);
  return { value: written === undefined ? undefined : bare(written), problems: problems.map(printInputProblem) };
};

test.each<readonly [yaml: string, value: unknown]>([
  ["${WORD}", "some words"],
  ["it says ${WORD}, twice ${WORD}", "it says some words, twice some words"],
  ['"${NODES}"', 64],
  ["${NODES} nodes", "64 nodes"],
  ["${SWITCH}", true],
  ["${VERSION}", 1.2],
  ["${NOTHING}", ""],
  ["${NOTHING:-10 minutes}", "10 minutes"],
  ["${NOBODY:-}", ""],
  ["${NOBODY:-64}", 64],
  ["${LIST}", "[1, 2]"],
  ["${MAPPING}", "a: { b: 1 }"],
  ["${LINES}", "a: 1\nb: 2"],
  ["${REFERENCE}", "${WORD}"],
  ["$${WORD}", "${WORD}"],
  ["$WORD and $", "$WORD and $"],
  ["['a ${WORD}', { '${WORD}': 1 }]", ["a some words", { "${WORD}": 1 }]],
])("a variable of the environment stands in a text as data: %s", (yaml, value) => {
  const environment = {
    WORD: "some words",
    NODES: "64",
    SWITCH: "true",
    VERSION: "1.2",
    NOTHING: "",
    LIST: "[1, 2]",
    MAPPING: "a: { b: 1 }",
    LINES: "a: 1\nb: 2",
    REFERENCE: "${WORD}",
  };
  expect(read(`key: ${yaml}`, environment)).toEqual({ value: { key: value }, problems: [] });
});

test("never makes a list or a mapping, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { value, problems } = read("key: [before, '${TEXT}', after]", { TEXT: text });
      expect(problems).toEqual([]);
      expect(value).toEqual({ key: ["before", expect.anything(), "after"] });
      const [, filled] = (value as { readonly key: ReadonlyArray<unknown> }).key;
      expect(["string", "number", "boolean"]).toContain(typeof filled);
      if (typeof filled === "string") expect(filled).toBe(text);
    }),
  );
});

test("one that is not set, or not finished, is one error with its line", async () => {
  expect(read("a: 1\nb: it is ${NOBODY}\n").problems).toEqual([
    "e.yaml:2:4: the environment variable NOBODY is not set: set it, or say what to take instead with ${NOBODY:-default}",
  ]);
  expect(read("a: ${constructor}").problems).toHaveLength(1);
  expect(read("a: 'it is ${not a name} and ${open'").problems).toEqual([
    'e.yaml:1:4: expected ${NAME} or ${NAME:-default}, found "${not a name}"; a plain ${ is written $${',
    'e.yaml:1:4: expected ${NAME} or ${NAME:-default}, found "${open"; a plain ${ is written $${',
  ]);
  const at = join(folder({ "e.yaml": smallExperiment({ duration: "${ORDEAL_TEST_NOBODY}" }) }), "e.yaml");
  const loading = await loadExperiment(at);
  expect("problems" in loading && loading.problems.map(printInputProblem)).toEqual([
    expect.stringContaining("e.yaml:3:11: the environment variable ORDEAL_TEST_NOBODY is not set"),
  ]);
});

test("an alias that is written out a billion times is gone through once", () => {
  const levels = Array.from({ length: 30 }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}]`);
  const started = withEnvironment(readYaml(`l0: &l0 \${WORD}\n${levels.join("\n")}\n`, "e.yaml"), { WORD: "w" });
  expect(started.problems).toEqual([]);
});

test("experiments, what they use, and timelines have them; the command that goes again sets them", async () => {
  vi.stubEnv("TEST_NODES", "4");
  vi.stubEnv("TEST_STEP", "20 seconds");
  vi.stubEnv("TEST_TITLE", "two words");
  const at = folder({
    "e.yaml": smallExperiment({ title: "On ${TEST_TITLE}", job: '{ use: ./job.yaml, nodes: "${TEST_NODES}" }' }),
    "job.yaml": "step: ${TEST_STEP}\n",
    "t.json": '{ "title": "A ${TEST_TITLE}", "faults": [] }',
  });
  const loading = await loadExperiment(join(at, "e.yaml"));
  if ("problems" in loading) throw new Error(loading.problems.map(printInputProblem).join("\n"));
  const { loaded } = loading;
  expect(loaded.experiment).toMatchObject({ title: "On two words", job: { nodes: 4, step: 20_000_000 } });
  expect(commandOf(loaded)).toMatch(/^TEST_TITLE='two words' TEST_NODES=4 TEST_STEP='20 seconds' .*ordeal run /);
  expect(await loadTimeline(join(at, "t.json"))).toMatchObject({ loaded: { timeline: { title: "A two words" } } });
});

test("what another text says of variables is kept as it is where it is written so", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "A", "a", " ") }), (text) => {
      const yaml = escapeVariables(JSON.stringify({ key: `x ${text}` }));
      expect(read(yaml)).toEqual({ value: { key: `x ${text}` }, problems: [] });
    }),
  );
});

test("an import in YAML of a log that has variables in it is read back", async () => {
  const at = folder({ "log.csv": "t,c,n\n1700000000,n1,it said ${HOME}\n", "m.yaml": mapping });
  const flags = { format: "csv", file: join(at, "log.csv"), out: join(at, "o.yaml"), mapping: join(at, "m.yaml") };
  const imported = await onScreen(
    importFile({
      ...flags,
      codes: [],
      zone: undefined,
      year: undefined,
      title: "${HOME} $${x}",
      strict: true,
      json: false,
    }),
  );
  expect(imported.code, imported.err).toBe(0);
  expect(await loadTimeline(join(at, "o.yaml"))).toMatchObject({ loaded: { timeline: { title: "${HOME} $${x}" } } });
});

const mapping = `time: { column: t, unit: seconds, since: "1970-01-01T00:00:00Z" }
component: c
note: n
rules: [{ kind: node.crash }]
`;
