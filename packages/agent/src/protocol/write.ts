import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { protocolFiles } from "./files.ts";

/** `pnpm protocol`: regenerates the protocol's page and JSON Schemas. */
const folder = join(import.meta.dirname, "../../protocol");
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of protocolFiles()) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
process.stdout.write(`wrote ${protocolFiles().size} files\n`);
