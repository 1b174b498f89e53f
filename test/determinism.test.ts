/** Same scenario, same seed, same bytes: in one process and from one process to the next. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { journalHashes } from "../packages/explorer/test/arbitraries/journal-hashes.ts";
import { cases, holds, run } from "../packages/explorer/test/arbitraries/relation.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const bytes = (value: unknown): string => JSON.stringify(value);

describe("the journal", () => {
  test("is the same, byte for byte, when a scenario runs again with the same seed", () => {
    holds(300, {}, (scenario, seed) => {
      const first = run(scenario, seed);
      const again = run(structuredClone(scenario), seed);
      expect(again.journal.map(bytes)).toEqual(first.journal.map(bytes));
      expect(bytes(again.result)).toBe(bytes(first.result));
    });
  });

  test("is the same, byte for byte, in another process", () => {
    const { seed, numRuns } = cases(150);
    const script = path("../packages/explorer/test/arbitraries/print-journal-hashes.ts");
    const printed = execFileSync(path("../node_modules/.bin/tsx"), [script, `${seed}`, `${numRuns}`], {
      encoding: "utf8",
      maxBuffer: 100_000_000,
    });
    const hashes = journalHashes(seed, numRuns);
    expect(printed.trim().split("\n")).toEqual(hashes);
    expect(new Set(hashes).size).toBe(numRuns);
  });

  test("differs from seed to seed where chance has a part", () => {
    let different = 0;
    holds(50, { faultsMax: 0, kinds: ["node.crash"] }, (scenario, seed) => {
      const [one, other] = [run(scenario, seed), run(scenario, seed + 1)];
      if (bytes(one.journal.slice(1)) !== bytes(other.journal.slice(1))) different++;
    });
    expect(different).toBeGreaterThan(10);
  });
});
