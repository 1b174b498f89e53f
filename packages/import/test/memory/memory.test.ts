import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support.ts";

test("a million rows in no order are imported and read back in at most 512 MB", () => {
  const program = join(import.meta.dirname, "import-a-million.ts");
  const printed = execFileSync(process.execPath, ["--import", "tsx", program, temporaryFolder()], { encoding: "utf8" });
  const told = JSON.parse(printed) as { readonly bytesMax: number };
  expect(told).toMatchObject({ imported: 1_000_000, faults: 1_000_000, isInOrder: true, lastUs: 999_999 * 60e6 + 1 });
  expect(told.bytesMax).toBeLessThan(512e6);
});
