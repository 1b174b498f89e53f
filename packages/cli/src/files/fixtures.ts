import { readdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { nearest } from "@ordeal/model";
import { isInputName, shownName } from "./read-file.ts";

/** Presets and published figures, in a package of their own: what a `use` name without a leading dot is looked up in. */
export const fixturesFolder = dirname(fileURLToPath(import.meta.resolve("@ordeal/fixtures/package.json")));

/** How many names are listed, at most, when one is unknown. */
const LISTED_MAX = 6;
const FILES_MAX = 10_000;

const withExtension = (name: string): string => (isInputName(name) ? name : `${name}.yaml`);

/**
 * The file that a `use` name means: `./x` and `../x` beside the file that says it, anything else among the fixtures.
 * When there is none, says which names there are.
 */
export const findInclude = async (
  name: string,
  from: string,
  fixtures: string,
): Promise<{ readonly file: string } | { readonly missing: string }> => {
  const beside = /^\.\.?\//.test(name);
  const folder = beside ? from : fixtures;
  const file = join(folder, withExtension(name));
  if ((beside || file.startsWith(fixtures + sep)) && (await isFile(file))) return { file };
  return { missing: beside ? await missingFile(name, file, from) : await missingFixture(name, fixtures) };
};

const isFile = async (file: string): Promise<boolean> => {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
};

const missingFile = async (name: string, file: string, from: string): Promise<string> => {
  const beside = await inputNames(dirname(file), false);
  const names = beside.map((found) => `./${relative(from, join(dirname(file), found))}`.replace("./..", ".."));
  return `there is no file "${name}" (looked for ${shownName(file)})${listed(name, names, "in that folder")}`;
};

const missingFixture = async (name: string, fixtures: string): Promise<string> => {
  const names = (await inputNames(fixtures, true)).map((found) => found.replace(/\.yaml$/, ""));
  return `there is no fixture "${name}"${listed(name, names, "among the fixtures")}`;
};

const listed = (name: string, names: ReadonlyArray<string>, where: string): string => {
  if (names.length === 0) return `; there is none ${where}`;
  const shown = nearest(name, names, LISTED_MAX).join(", ");
  return names.length <= LISTED_MAX ? `; there are ${shown}` : `; the nearest of ${names.length} are ${shown}`;
};

const inputNames = async (folder: string, recursive: boolean): Promise<ReadonlyArray<string>> => {
  try {
    const found = await readdir(folder, { recursive });
    return found
      .slice(0, FILES_MAX)
      .filter(isInputName)
      .map((name) => name.split(sep).join("/"))
      .toSorted();
  } catch {
    return [];
  }
};
