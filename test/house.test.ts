import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const packages = ["model", "simulator", "engine", "agent", "explorer", "import", "dashboard", "cli", "ordeal"] as const;
type Package = (typeof packages)[number];

/** What each package may import of the others: downward only. */
const mayImport: Readonly<Record<Package, ReadonlyArray<Package>>> = {
  model: [],
  simulator: ["model"],
  engine: ["model"],
  agent: ["engine", "simulator", "model"],
  explorer: ["simulator", "model"],
  import: ["model"],
  dashboard: ["model"],
  cli: ["model", "simulator", "engine", "agent", "explorer", "import", "dashboard"],
  ordeal: ["model", "simulator", "engine", "agent", "explorer", "cli"],
};

/** Parts with a face of their own, so that who needs no more loads no more; and the fixtures, which are data. */
const furtherFaces: Readonly<Partial<Record<Package, ReadonlyArray<string>>>> = {
  cli: [
    "@ordeal/agent/in-process",
    "@ordeal/agent/live",
    "@ordeal/dashboard/live-client",
    "@ordeal/dashboard/report-client",
    "@ordeal/fixtures/package.json",
    "@ordeal/model/command-name",
  ],
  ordeal: ["@ordeal/explorer/vitest"],
};

const sourcesOf = (name: Package): ReadonlyArray<{ readonly file: string; readonly text: string }> =>
  readdirSync(join(root, "packages", name, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(root, "packages", name, "src", file))
    .map((file) => ({ file: relative(root, file), text: readFileSync(file, "utf8") }));

const importsOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/(?:from|import\(|import)\s*"([^"]+)"/g)].map(([, specifier = ""]) => specifier);

describe.each(packages)("packages/%s", (name) => {
  const sources = sourcesOf(name);

  test("imports only what lies below it, and each package by its face", () => {
    const faces = mayImport[name].map((one) => `@ordeal/${one}`);
    for (const { file, text } of sources) {
      const others = importsOf(text).filter((specifier) => specifier.startsWith("@ordeal/"));
      const strange = others.filter((one) => !faces.includes(one) && !(furtherFaces[name]?.includes(one) ?? false));
      expect(strange, file).toEqual([]);
      expect(
        importsOf(text).filter((one) => /^(\.\.\/)+packages\//.test(one)),
        file,
      ).toEqual([]);
    }
  });

  test("has no file of more than 320 lines", () => {
    for (const { file, text } of sources) {
      expect(text.split("\n").length, file).toBeLessThanOrEqual(320);
    }
  });
});

/** Groups of files that import one another in a circle, types included: each a list of files, in order. */
const circlesIn = (imports: ReadonlyMap<string, ReadonlyArray<string>>): ReadonlyArray<ReadonlyArray<string>> => {
  const reached = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const left = [...(imports.get(from) ?? [])];
    for (let file = left.pop(); file !== undefined; file = left.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      left.push(...(imports.get(file) ?? []));
    }
    return seen;
  };
  const from = new Map([...imports.keys()].map((file) => [file, reached(file)]));
  const circles = [...from].flatMap(([file, to]) =>
    to.has(file)
      ? [
          [...to]
            .filter((other) => from.get(other)?.has(file))
            .sort()
            .join("\n"),
        ]
      : [],
  );
  return [...new Set(circles)].map((circle) => circle.split("\n"));
};

test("circles of files are found, those of types and those of one file included", () => {
  const imports = { a: ["b"], b: ["c"], c: ["b", "d"], d: [], e: ["e"], f: ["a"] };
  expect(circlesIn(new Map(Object.entries(imports)))).toEqual([["b", "c"], ["e"]]);
  expect(importsOf('import type { A } from "./a.ts";\nexport * from "./b.ts";\nimport "./c.ts";')).toEqual([
    "./a.ts",
    "./b.ts",
    "./c.ts",
  ]);
});

describe.each(packages)("packages/%s", (name) => {
  test("has no circle of files, not even of types", () => {
    const imports = new Map(
      sourcesOf(name).map(({ file, text }) => [
        file,
        importsOf(text).flatMap((to) => (to.startsWith(".") ? [relative(root, join(root, dirname(file), to))] : [])),
      ]),
    );
    expect([...imports.values()].flat().filter((file) => !imports.has(file))).toEqual([]);
    expect(circlesIn(imports)).toEqual([]);
  });
});

describe.each(["model", "simulator"] as const)("packages/%s", (name) => {
  test("is pure: no clock, no chance but the seed's, no timers, nothing of the platform", () => {
    const forbidden =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bset(Timeout|Interval|Immediate)\b|"node:|(?<!["/])\bprocess\.(?!ts")/;
    for (const { file, text } of sourcesOf(name)) {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      expect(forbidden.exec(code)?.[0], file).toBeUndefined();
    }
  });
});

test("the simulator calls transcendental functions in one file only", () => {
  const calls = /\bMath\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|cbrt|hypot)\b|\*\*/;
  const files = sourcesOf("simulator").filter(({ text }) => calls.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")));
  expect(files.map(({ file }) => file)).toEqual(["packages/simulator/src/kernel/math.ts"]);
});
