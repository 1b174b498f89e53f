/** Same scenario, same seed, same bytes: in one process and from one process to the next. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { journalHashes } from "../packages/explorer/test/arbitraries/journal-hashes.ts";
import { cases, holds, run } from "../packages/explorer/test/arbitraries/relation.ts";
import { program } from "./support/program.ts";

const bytes = (value: unknown): string => JSON.stringify(value);

describe("the journal", () => {
  test("is the same, byte for byte, when a scenario runs again with the same seed", () => {
    holds(100, {}, (scenario, seed) => {
      const first = run(scenario, seed);
      const again = run(structuredClone(scenario), seed);
      expect(again.journal.map(bytes)).toEqual(first.journal.map(bytes));
      expect(bytes(again.result)).toBe(bytes(first.result));
    });
  });

  test("is the same, byte for byte, in another process", () => {
    const { seed, numRuns } = cases(60);
    const script = "packages/explorer/test/arbitraries/print-journal-hashes.ts";
    const { command, args, env } = program(script, [`${seed}`, `${numRuns}`]);
    const printed = execFileSync(command, args, { encoding: "utf8", env, maxBuffer: 100_000_000 });
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
