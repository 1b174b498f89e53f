import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadExperiment } from "@ordeal/cli";
import { simulate } from "@ordeal/simulator";

/** The journal that an experiment gave when its line was last written, by its hash. */
export interface Golden {
  readonly experiment: string;
  readonly seed: number;
  readonly events: number;
  /** SHA-256 over the journal's events, one JSON line each: what `run --json` gives as `journal.sha256`, unless the engine has to bound a fault that has no end. */
  readonly sha256: string;
}

export const root = join(import.meta.dirname, "..", "..");
const file = join(import.meta.dirname, "golden.json");

export const experiments = (): ReadonlyArray<string> =>
  readdirSync(join(root, "experiments"))
    .filter((name) => /^\d[\w-]*\.(yaml|ts)$/.test(name))
    .sort();

export const readGolden = (): ReadonlyArray<Golden> => JSON.parse(readFileSync(file, "utf8"));

export const writeGolden = (golden: ReadonlyArray<Golden>): void =>
  writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`);

/** Runs one experiment with its own seed, and hashes its journal. */
export const goldenOf = async (experiment: string): Promise<Golden> => {
  const loading = await loadExperiment(join(root, "experiments", experiment));
  if ("problems" in loading) throw new Error(`${experiment} cannot be read: ${JSON.stringify(loading.problems)}`);
  const { seed } = loading.loaded.experiment;
  const hash = createHash("sha256");
  let events = 0;
  simulate(loading.loaded.experiment, {
    seed,
    onEvent: (event) => {
      hash.update(`${JSON.stringify(event)}\n`);
      events++;
    },
  });
  return { experiment, seed, events, sha256: hash.digest("hex") };
};
