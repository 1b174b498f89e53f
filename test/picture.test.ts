import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { picture, pictureFile } from "./picture/picture.ts";

test("the README's picture is of the reference run as it is (pnpm picture regenerates it)", async () => {
  expect(readFileSync(pictureFile, "utf8") === (await picture())).toBe(true);
});
