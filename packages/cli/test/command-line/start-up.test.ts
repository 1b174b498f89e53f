import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { root } from "../support.ts";

const source = join(root, "packages/cli/src");

/** Every module that is loaded before a verb is chosen: what static imports reach. Types are not loaded. */
const loadedBy = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(
    /^(?:import|export) (?!type )[^;]*?from "([^"]+)";/gms,
  )) {
    if (specifier.startsWith(".")) loadedBy(resolve(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
};

test("help loads neither the simulator nor what reads files and draws tables", () => {
  const loaded = [...loadedBy(join(source, "main.ts")), ...loadedBy(join(source, "command-line/main.ts"))];
  expect(loaded.some((module) => module === "effect/cli/Command")).toBe(true);
  const heavy = ["@ordeal/simulator", "@ordeal/model", "yaml", "cli-table3", "cli-progress", "effect", "effect/cli"];
  expect(loaded.filter((module) => heavy.includes(module))).toEqual([]);
});
