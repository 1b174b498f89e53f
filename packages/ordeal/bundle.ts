import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { clientNames, clientOptions } from "../cli/src/report/bundle-client.ts";

export type { Plugin } from "esbuild";

const cli = fileURLToPath(new URL("../cli/src/", import.meta.url));
const guardian = fileURLToPath(new URL("../agent/src/live/guardian/guardian.ts", import.meta.url));

/**
 * The command in one bundle, so that it starts in a tenth of a second; its threads, and the guardian of a lab, beside it,
 * by the names that it knows them by. `options` are esbuild's.
 */
export const bundle = async (outdir: string, options: BuildOptions = {}) => {
  // What pages run in the browser: it lies beside the command, which puts it into them.
  for (const name of clientNames) await build({ ...clientOptions(name), outdir });
  return build({
    entryPoints: [
      `${cli}main.ts`,
      `${cli}hunt/worker.ts`,
      `${cli}campaign/shard-worker.ts`,
      `${cli}files/module-worker.ts`,
      guardian,
    ],
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
    // Makes what lies beside the command already, where there are only sources.
    external: ["esbuild"],
    ...options,
  });
};
