import { existsSync } from "node:fs";
import { describe } from "vitest";
import { sharedPath } from "./shared-folder.ts";

/** A group of tests that read `path` of the shared folder. Where that is absent they are skipped, and the name says why. */
export const describeShared = (path: string, name: string, tests: () => void): void => {
  const isThere = existsSync(sharedPath(path));
  describe.skipIf(!isThere)(isThere ? name : `${name} [needs ${path} of the shared folder]`, tests);
};
