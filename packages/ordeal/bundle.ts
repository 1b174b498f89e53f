import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

export type { Plugin } from "esbuild";

const cli = fileURLToPath(new URL("../cli/src/", import.meta.url));

const dashboard = fileURLToPath(new URL("../dashboard/src/", import.meta.url));

/** What pages run in the browser: it lies beside the command, which puts it into them. */
const bundleClients = (outdir: string) =>
  build({
    entryPoints: [{ in: `${dashboard}report/client.tsx`, out: "report-client" }],
    outdir,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
  });

/**
 * The command in one bundle, so that it starts in a tenth of a second; its threads beside it, by the names that it knows
 * them by. `options` are esbuild's.
 */
export const bundle = async (outdir: string, options: BuildOptions = {}) => {
  await bundleClients(outdir);
  return build({
    entryPoints: [`${cli}main.ts`, `${cli}hunt/worker.ts`, `${cli}files/module-worker.ts`],
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
