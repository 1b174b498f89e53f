import { existsSync, readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { bundle, type Plugin } from "../../packages/ordeal/bundle.ts";
import { compileCache } from "./program.ts";

/** Among what the command's package finds its fixtures with. */
const folder = resolve(import.meta.dirname, "../../packages/cli/node_modules/.cache/tested-command");

/** Says of the bundle that it runs here and is not installed, so that it prints the commands that the sources print. */
const runsHere: Plugin = {
  name: "runs-here",
  setup(build) {
    build.onLoad({ filter: /model\/src\/command-name\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const told = source.replace(/isInstalled = [^;]*;/, "isInstalled = false;");
      if (told === source) throw new Error(`${path} no longer says isInstalled`);
      return { contents: told, loader: "ts" };
    });
  },
};

/** Modules that tests write lie in the cache as well, and are never asked for again: so many, and it begins anew. */
const COMPILED_MAX = 20_000;

const entriesIn = (path: string): number => (existsSync(path) ? readdirSync(path, { recursive: true }).length : 0);

/** Bundles the command once before the tests, which start it a hundred times: a third of the time of its sources. */
export default async (project: TestProject): Promise<void> => {
  const build = () => bundle(folder, { plugins: [runsHere] });
  await build();
  project.onTestsRerun(async () => void (await build()));
  process.env.TESTED_COMMAND = join(folder, "main.js");
  if (entriesIn(compileCache) > COMPILED_MAX) rmSync(compileCache, { recursive: true, force: true });
  // What Node has compiled is kept from one process, one thread and one run of the tests to the next.
  process.env.NODE_COMPILE_CACHE ??= compileCache;
};
