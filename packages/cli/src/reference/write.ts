import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { referenceFiles } from "./pages.ts";

/** `pnpm reference`: regenerates the reference's pages and the JSON Schemas of files. */
const docs = join(import.meta.dirname, "../../../../docs");
for (const [path, text] of referenceFiles()) {
  mkdirSync(dirname(join(docs, path)), { recursive: true });
  writeFileSync(join(docs, path), text);
}
process.stdout.write(`wrote ${referenceFiles().size} files\n`);
