import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { program } from "../../../../test/support/program.ts";
import { temporaryFolder } from "../support.ts";

const ROWS = 250_000;

/** What the heap may hold, in MiB: else how much there is hangs on when a busy machine collects garbage. */
const HEAP = 96;

// A million of them are a benchmark: they take twenty seconds, and no more than twice the memory.
test("a quarter of a million rows in no order are imported and read back in at most 400 MB", () => {
  const { command, args, env } = program("packages/import/test/memory/import-many.ts", [
    temporaryFolder(),
    String(ROWS),
  ]);
  const printed = execFileSync(command, [`--max-old-space-size=${HEAP}`, ...args], { encoding: "utf8", env });
  const told = JSON.parse(printed) as { readonly bytesMax: number };
  expect(told).toMatchObject({ imported: ROWS, faults: ROWS, isInOrder: true, lastUs: (ROWS - 1) * 60e6 + 1 });
  expect(told.bytesMax).toBeLessThan(400e6);
});
