import { writeFileSync } from "node:fs";
import { picture, pictureFile } from "./picture.ts";

/** `pnpm picture`: regenerates the README's picture from the reference run. */
writeFileSync(pictureFile, await picture());
