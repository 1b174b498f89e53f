import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";
import type { ClientName } from "./client-script.ts";

const entries: Readonly<Record<ClientName, string>> = { "report-client": "@ordeal/dashboard/report-client" };

/** How the script of a page is made: small, and of what it uses alone. */
export const clientOptions = (
  name: ClientName,
): BuildOptions & { entryPoints: Array<{ in: string; out: string }> } => ({
  entryPoints: [{ in: fileURLToPath(import.meta.resolve(entries[name])), out: name }],
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "silent",
});

export const bundleClient = async (name: ClientName): Promise<string> => {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ ...clientOptions(name), write: false, outdir: "." });
  return outputFiles[0]?.text ?? "";
};
