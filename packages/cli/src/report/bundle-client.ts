import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";

/** What pages run in the browser, by the names that their scripts have. */
export type ClientName = "report-client" | "live-client";

/** Where each is, beside the command as well as in the sources. */
const entries: Readonly<Record<ClientName, string>> = {
  "report-client": "@ordeal/dashboard/report-client",
  "live-client": "@ordeal/dashboard/live-client",
};

export const clientNames = Object.keys(entries) as ReadonlyArray<ClientName>;

/** How the script of a page is made: small, and of what it uses alone. */
export const clientOptions = (
  name: ClientName,
): BuildOptions & { entryPoints: Array<{ in: string; out: string }> } => ({
  entryPoints: [{ in: entries[name], out: name }],
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
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

const made = new Map<ClientName, Promise<string>>();

/** The script of a page, made once for this process. */
export const bundleClient = (name: ClientName): Promise<string> => {
  const known = made.get(name) ?? make(name);
  made.set(name, known);
  return known;
};

const make = async (name: ClientName): Promise<string> => {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ ...clientOptions(name), write: false, outdir: "." });
  return outputFiles[0]?.text ?? "";
};
