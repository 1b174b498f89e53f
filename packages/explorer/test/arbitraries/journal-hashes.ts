import { createHash } from "node:crypto";
import { simulate } from "@ordeal/simulator";
import fc from "fast-check";
import { scenario } from "../../src/index.ts";

/** The SHA-256 of the journal, as bytes of NDJSON, of each of `count` random scenarios. */
export const journalHashes = (seed: number, count: number): ReadonlyArray<string> =>
  fc.sample(fc.tuple(scenario(), fc.nat(999)), { seed, numRuns: count }).map(([drawn, runSeed]) => {
    const hash = createHash("sha256");
    const result = simulate(drawn, {
      seed: runSeed,
      onEvent: (event) => {
        hash.update(`${JSON.stringify(event)}\n`);
      },
    });
    return hash.update(JSON.stringify(result)).digest("hex");
  });
