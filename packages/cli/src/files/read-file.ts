import { extname, relative, resolve, sep } from "node:path";
import { withEnvironment } from "./environment.ts";
import { readModule } from "./javascript.ts";
import { jsonProblem } from "./json.ts";
import { readStdin, readText } from "./read-text.ts";
import type { WrittenMapping } from "./written.ts";
import { type Reading, readYaml } from "./yaml.ts";

/** What stands for the standard input where a file is asked for; it holds YAML, or JSON. */
export const STDIN = "-";

const texts: ReadonlySet<string> = new Set([".yaml", ".yml", ".json"]);
const modules: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs"]);

/** The extensions of files that Ordeal reads. */
export const isInputName = (name: string): boolean => texts.has(extname(name)) || modules.has(extname(name));

/** Reads a file by its kind; `shown` is what places and messages call it. Never throws for what a file holds. */
export const readInput = async (file: string, shown: string): Promise<Reading> => {
  const absolute = resolve(file);
  const extension = extname(absolute);
  const refuse = (message: string): Reading => ({ problems: [{ place: { source: shown }, path: [], message }] });
  if (shown === STDIN) {
    const content = await readStdin();
    return "refused" in content ? refuse(content.refused) : readWritten(content.text, "stdin");
  }
  const content = await readText(absolute);
  if ("refused" in content) return refuse(content.refused);
  if (modules.has(extension)) return withoutKeysOfOthers(await readModule(absolute, shown));
  if (!texts.has(extension)) {
    return refuse(`is not a kind of file that Ordeal reads: expected ${[...texts, ...modules].join(", ")}`);
  }
  const broken = extension === ".json" && content.text.trim() !== "" ? jsonProblem(content.text, shown) : undefined;
  return broken === undefined ? readWritten(content.text, shown) : { problems: [broken] };
};

const readWritten = (text: string, source: string): Reading =>
  withEnvironment(withoutKeysOfOthers(readYaml(text, source)));

/** `$schema` tells editors how to check a file, and `x-…` is a home for anchors: neither says anything to Ordeal. */
const isOfOthers = (key: string): boolean => key === "$schema" || key.startsWith("x-");

/** The top of a file, or of each item of a file that is a list. */
const withoutKeysOfOthers = (reading: Reading): Reading => {
  const { written } = reading;
  if (written?.kind === "mapping") return { ...reading, written: withoutOthers(written) };
  if (written?.kind !== "list") return reading;
  const items = written.items.map((item) => (item.kind === "mapping" ? withoutOthers(item) : item));
  return { ...reading, written: { ...written, items } };
};

const withoutOthers = (written: WrittenMapping): WrittenMapping =>
  [...written.fields.keys()].some(isOfOthers)
    ? { ...written, fields: new Map([...written.fields].filter(([key]) => !isOfOthers(key))) }
    : written;

/** A file's name as people would write it here: relative when it lies below the working directory. */
export const shownName = (absolute: string): string => {
  const here = relative(process.cwd(), absolute);
  return here === "" || here === ".." || here.startsWith(`..${sep}`) ? absolute : here;
};
