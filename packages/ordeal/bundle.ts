import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

export type { Plugin } from "esbuild";

const cli = fileURLToPath(new URL("../cli/src/", import.meta.url));
const guardian = fileURLToPath(new URL("../agent/src/live/guardian/guardian.ts", import.meta.url));

/**
 * The command in one bundle, so that it starts in a tenth of a second; its threads, and the guardian of a lab, beside it,
 * by the names that it knows them by. `options` are esbuild's.
 */
export const bundle = (outdir: string, options: BuildOptions = {}) =>
  build({
    entryPoints: [`${cli}main.ts`, `${cli}hunt/worker.ts`, `${cli}files/module-worker.ts`, guardian],
    outdir,
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    logLevel: "warning",
    // What some dependencies were written for: `require` in what is a module now.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    ...options,
  });
