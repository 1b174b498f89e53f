import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scenario } from "@ordeal/explorer";
import { decodeExperiment, type JournalEvent, type Scenario } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import fc from "fast-check";
import { scenarios } from "../reference/scenarios.ts";

/** How many scenarios of each of the two generators are kept. */
const EACH = 1_000;
const SEED = 20_261_126;
const file = join(import.meta.dirname, "runs.txt");

/** What is kept of a run: hashes of the scenario, of its journal with what it came to, and of what it came to unheard. */
export interface RecordedRun {
  readonly scenario: string;
  readonly heard: string;
  readonly unheard: string;
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

const runOf = (one: Scenario, seed: number): RecordedRun => {
  const journal: Array<JournalEvent> = [];
  const result = simulate(one, { seed, onEvent: (event) => journal.push(event) });
  return {
    scenario: hashOf(JSON.stringify([one, seed])),
    heard: hashOf(JSON.stringify([journal, result])),
    unheard: hashOf(JSON.stringify(simulate(one, { seed }))),
  };
};

/** The scenarios as they are drawn now: a thousand of the explorer's, and a thousand as people would write them. */
export const drawScenarios = (): ReadonlyArray<Scenario> => {
  const parameters = { seed: SEED, numRuns: EACH };
  const written = fc.sample(scenarios, parameters).map((one) => {
    const decoded = decodeExperiment(one);
    if ("value" in decoded) return decoded.value;
    throw new Error(JSON.stringify(decoded.problems));
  });
  return [...fc.sample(scenario(), parameters), ...written];
};

/** What this simulator makes of them. */
export const runAll = (): ReadonlyArray<RecordedRun> => drawScenarios().map((one, index) => runOf(one, index));

export const readRecorded = (): ReadonlyArray<RecordedRun> =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [drawn = "", heard = "", unheard = ""] = line.split(" ");
      return { scenario: drawn, heard, unheard };
    });

export const writeRecorded = (runs: ReadonlyArray<RecordedRun>): void =>
  writeFileSync(file, runs.map((run) => `${run.scenario} ${run.heard} ${run.unheard}\n`).join(""));
