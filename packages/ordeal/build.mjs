// The command in one bundle, so that it starts in a tenth of a second; its threads beside it, by the names that it knows them by.
import { rmSync } from "node:fs";
import { build } from "esbuild";

const cli = new URL("../cli/src/", import.meta.url).pathname;
rmSync(new URL("./dist/bin", import.meta.url), { recursive: true, force: true });
await build({
  entryPoints: [`${cli}main.ts`, `${cli}hunt/worker.ts`, `${cli}files/module-worker.ts`],
  outdir: new URL("./dist/bin", import.meta.url).pathname,
  entryNames: "[name]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  format: "esm",
  platform: "node",
  target: "node22",
  logLevel: "warning",
  // What some dependencies were written for: `require` in what is a module now.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
});
