import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";

const outdir = fileURLToPath(new URL("./dist/bin", import.meta.url));
rmSync(outdir, { recursive: true, force: true });
await bundle(outdir, { minifySyntax: true, minifyWhitespace: true });
