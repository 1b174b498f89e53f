import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const packages = resolve(import.meta.dirname, "../..");

interface Source {
  readonly path: string;
  /** Without its comments. */
  readonly code: string;
  /** Without its comments, and without what stands in quotes. */
  readonly bare: string;
}

const sourcesOf = (name: string): ReadonlyArray<Source> => {
  const root = join(packages, name, "src");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => {
      const code = readFileSync(join(root, path), "utf8")
        .replace(/\/\*[\s\S]*?\*\//g, "")
        .replace(/(^|\s)\/\/.*$/gm, "");
      const bare = code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""').replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
      return { path: `${name}/src/${path}`, code, bare };
    });
};

const model = sourcesOf("model");
const simulator = sourcesOf("simulator");

/** Files that hold what a pattern matches, with what it matched. */
const holding = (sources: ReadonlyArray<Source>, pattern: RegExp): Array<string> =>
  sources.flatMap(({ path, bare }) => [...bare.matchAll(pattern)].map(([found]) => `${path}: ${found}`));

const importsOf = ({ code }: Source): Array<string> =>
  [...code.matchAll(/(?:from\s+|import\s+|import\s*\(\s*)"([^"]+)"/g)].map(([, name = ""]) => name);

describe.each([
  ["model", model],
  ["simulator", simulator],
])("the sources of %s", (name, sources) => {
  test("are there", () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  test("read no clock, wait for nothing and know no place", () => {
    expect(
      holding(sources, /\bDate\.now\b|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/g),
    ).toEqual([]);
    expect(holding(sources, /\bprocess\.|\bglobalThis\b|\bfetch\(|\bIntl\b|\.toLocale|\blocaleCompare\b/g)).toEqual([]);
    const dates = holding(sources, /\bnew Date\(|\bDate\.parse\b/g).filter(
      (found) => !found.startsWith("model/src/units/instant.ts"),
    );
    expect(dates).toEqual([]);
  });

  test("draw no chance that a seed does not rule", () => {
    expect(holding(sources, /\bMath\.random\b|\bcrypto\b/g)).toEqual([]);
  });

  test("call transcendental functions in one file only", () => {
    const exact = /^(?:abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc|PI|E)$/;
    const inexact = sources
      .flatMap(({ path, bare }) =>
        [...bare.matchAll(/\bMath\.(\w+)|\*\*/g)].map(([found, call]) => ({ path, found, call })),
      )
      .filter(({ path, call }) => path !== "simulator/src/kernel/math.ts" && !(call !== undefined && exact.test(call)))
      .map(({ path, found }) => `${path}: ${found}`);
    expect(inexact).toEqual([]);
  });

  test("keep to themselves: relative imports stay inside and end in .ts", () => {
    for (const source of sources) {
      for (const imported of importsOf(source).filter((one) => one.startsWith("."))) {
        expect(imported, source.path).toMatch(/\.ts$/);
        const target = relative(packages, resolve(packages, dirname(source.path), imported));
        expect(target.startsWith(`${name}/src/`), `${source.path} imports ${imported}`).toBe(true);
      }
    }
  });

  test("log nothing", () => {
    expect(holding(sources, /\bconsole\b/g)).toEqual([]);
  });
});

describe("the direction of imports", () => {
  const foreign = (sources: ReadonlyArray<Source>, allowed: RegExp) =>
    sources.flatMap((source) =>
      importsOf(source)
        .filter((imported) => !imported.startsWith(".") && !allowed.test(imported))
        .map((imported) => `${source.path}: ${imported}`),
    );

  test("lets model import effect only", () => {
    expect(foreign(model, /^effect\//)).toEqual([]);
  });

  test("lets simulator import model and pure-rand only, and neither by a deep path into model", () => {
    expect(foreign(simulator, /^@ordeal\/model$|^pure-rand\//)).toEqual([]);
  });

  test("finds what it looks for", () => {
    const code = 'import a from "node:fs";\nexport {\n  b,\n} from "./b.ts";\nimport "c";\nconst d = import("./d.ts");';
    expect(importsOf({ path: "x", code, bare: "" })).toEqual(["node:fs", "./b.ts", "c", "./d.ts"]);
    expect(holding([{ path: "x", code: "", bare: "const t = Date.now();" }], /\bDate\.now\b/g)).toEqual([
      "x: Date.now",
    ]);
  });
});
