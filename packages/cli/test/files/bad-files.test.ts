import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { printInputProblems } from "../../src/files/input-problem.ts";
import { loadExperiment } from "../../src/files/load.ts";
import { folder, smallExperiment } from "../support.ts";

const problemsOf = async (name: string, content: string | Uint8Array): Promise<ReadonlyArray<string>> => {
  const at = folder({ [name]: content });
  const loading = await loadExperiment(join(at, name));
  expect(loading).toHaveProperty("problems");
  return "problems" in loading ? printInputProblems(loading.problems).map((line) => line.replaceAll(`${at}/`, "")) : [];
};

test.each([
  ["an empty file", "e.yaml", "", "e.yaml: is empty"],
  ["a file of comments", "e.yaml", "# nothing yet\n", "e.yaml: is empty"],
  [
    "binary data",
    "e.yaml",
    new Uint8Array([0x7f, 0x45, 0x00, 0x01]),
    "e.yaml: is not text: expected YAML, JSON or TypeScript, found binary data",
  ],
  ["text in another encoding", "e.yaml", new Uint8Array([0xff, 0xfe, 0x41]), "e.yaml: is not text: expected UTF-8"],
  [
    "more than 4 MB",
    "e.yaml",
    new Uint8Array(10_000_001).fill(97),
    "e.yaml: is too large: expected at most 4 MB, found 10.1 MB",
  ],
  [
    "an unknown kind of file",
    "e.toml",
    "a = 1",
    "e.toml: is not a kind of file that Ordeal reads: expected .yaml, .yml, .json, .ts, .mts, .js, .mjs",
  ],
  [
    "a second document",
    "e.yaml",
    "a: 1\n---\nb: 2\n",
    'e.yaml:2:1: the file goes on after a "---" line: expected one document a file',
  ],
  ["a tab as indentation", "e.yaml", "a:\n\t- 1\n", "e.yaml:2:1: a tab is used as indentation: YAML wants spaces"],
  ["an alias of nothing", "e.yaml", "a: *nobody\n", "e.yaml:1:4: there is no anchor &nobody before this"],
  ["an alias inside of what it names", "e.yaml", "a: &x [*x]\n", "e.yaml:1:8: *x stands inside of what it names"],
  [
    "JSON with a comma too many",
    "e.json",
    '{"title": "x",\n}',
    "e.json:2:1: is not valid JSON: Expected double-quoted property name",
  ],
  [
    "a module without a default export",
    "e.ts",
    "export const a = 1;\n",
    "e.ts: has no default export: end it with `export default experiment({ … })`",
  ],
  [
    "a list",
    "e.yaml",
    "- 1\n",
    "e.yaml:1:1: expected an experiment: a mapping with title, cluster, job, checkpoint and duration",
  ],
])("%s is one clear error", async (_, name, content, expected) => {
  expect(await problemsOf(name, content)).toEqual([expected]);
});

test("an unknown tag is told, and what else is wrong as well", async () => {
  expect(await problemsOf("e.yaml", smallExperiment({ why: "!secret x", seed: "-1" }))).toEqual([
    "e.yaml:2:7 seed: expected a value between 0 and 4294967295, found -1",
    "e.yaml:9:6: unknown tag: !secret: write the value without it",
  ]);
});

test("every line with a syntax error is told, each once", async () => {
  const problems = await problemsOf("e.yaml", "title: 'x\nseed: @1\n");
  expect(problems.length).toBeGreaterThan(0);
  expect(new Set(problems.map((line) => line.split(":")[1])).size).toBe(problems.length);
});

test("a file that does not exist and a directory are told as such", async () => {
  const at = folder();
  mkdirSync(join(at, "d.yaml"));
  expect(await loadExperiment(join(at, "gone.yaml"))).toMatchObject({ problems: [{ message: "does not exist" }] });
  expect(await loadExperiment(join(at, "d.yaml"))).toMatchObject({
    problems: [{ message: "is a directory: expected a file" }],
  });
});

test("aliases that multiply beyond measure are refused, quickly", async () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
  const lines = names.map(
    (name, index) =>
      `${name}: &${name} [${Array(9)
        .fill(index === 0 ? "x" : `*${names[index - 1]}`)
        .join(", ")}]`,
  );
  const startedMs = performance.now();
  expect(await problemsOf("e.yaml", lines.join("\n"))).toEqual([
    "e.yaml: comes to more than 2,000,000 values when aliases and includes are written out",
  ]);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test.each([
  ["a little too deep", 101],
  ["deeper than any stack", 50_000],
])("lists nested %s are refused", async (_, depth) => {
  const [problem] = await problemsOf("e.yaml", `a: ${"[".repeat(depth)}${"]".repeat(depth)}`);
  expect(problem).toMatch(/is nested too deeply: expected at most 100 levels$/);
});

test("a module that throws is told with its line, and no stack", async () => {
  const [problem, ...more] = await problemsOf(
    "e.ts",
    'const what = "luck";\nthrow new Error(["no", what].join(" "));\n',
  );
  expect(problem).toMatch(/^e\.ts(:2:\d+)?: could not be loaded: no luck$/);
  expect(more).toEqual([]);
});
