import { readFileSync } from "node:fs";
import { findPackageJSON, registerHooks, setSourceMapsSupport } from "node:module";

/**
 * Lets Node read the ES modules of dependencies directly. They are plain JavaScript, and passing each through the
 * TypeScript loader (and parsing its source map) costs more than all the rest of the start-up.
 */
export const importDependenciesDirectly = (): void => {
  setSourceMapsSupport(process.sourceMapsEnabled, { nodeModules: false });
  registerHooks({
    resolve: (specifier, context, next) =>
      isDependency(context.parentURL) && /^\.\.?\/.*\.js$/.test(specifier) && context.conditions.includes("import")
        ? { url: new URL(specifier, context.parentURL).href, shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      isDependency(url) && isModule(url)
        ? { format: "module", source: readFileSync(new URL(url)), shortCircuit: true }
        : next(url, context),
  });
};

const isDependency = (url: string | undefined): boolean =>
  url?.startsWith("file:") === true && url.includes("/node_modules/");

const folders = new Map<string, boolean>();

/** Whether Node would take the file for an ES module: by the nearest package.json, as its folder has it. */
const isModule = (url: string): boolean => {
  if (!url.endsWith(".js")) return url.endsWith(".mjs");
  const folder = url.slice(0, url.lastIndexOf("/"));
  const known = folders.get(folder);
  if (known !== undefined) return known;
  const description = findPackageJSON(url);
  const type = description === undefined ? undefined : JSON.parse(readFileSync(description, "utf8")).type;
  folders.set(folder, type === "module");
  return type === "module";
};
