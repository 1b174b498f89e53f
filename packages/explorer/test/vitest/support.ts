import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { Broken, type Property } from "../../src/vitest/property.ts";

/** A folder that holds these files and is gone when the test is over. */
export const folder = (files: Readonly<Record<string, string>> = {}, beside = tmpdir()): string => {
  const made = mkdtempSync(join(beside, "ordeal-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), content);
  }
  return made;
};

/** What a property says when it does not hold; `undefined` when it holds. */
export const storyIn = ({ check }: Property): string | undefined => {
  try {
    check("pnpm vitest run some.test.ts");
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return error.message;
    throw error;
  }
};
