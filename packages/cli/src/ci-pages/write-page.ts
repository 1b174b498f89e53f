import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a page, and the folders that it needs; throws what the system says. */
export const writePage = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
