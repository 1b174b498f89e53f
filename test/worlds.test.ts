import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remote, serve } from "@ordeal/agent";
import { type LoadedExperiment, loadExperiment, runExperiment } from "@ordeal/cli";
import { scenario } from "@ordeal/explorer";
import { type Condition, parseCondition } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const folder = join(import.meta.dirname, "..", "experiments");
const files = readdirSync(folder).filter((name) => /^\d[\w-]*\.(yaml|ts)$/.test(name));
/** How many random scenarios are run in both worlds; `pnpm test:worlds` takes 10,000. */
const scenarios = Number(process.env.ORDEAL_SCENARIOS ?? 40);
/** How often each of them is looked at. */
const LOOKS = 25;
const never = parseCondition("nodesDown > 999999999") as Condition;
const scope = Effect.runSync(Scope.make());
let url = "";

beforeAll(async () => {
  const serving = serve({ host: "127.0.0.1", port: 0, version: "test" }).pipe(Scope.provide(scope));
  ({ url } = await Effect.runPromise(serving));
});
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)));

/** The bytes of an experiment's journal and what it came to, in this process or over the socket. */
const lived = async (loaded: LoadedExperiment, isRemote: boolean, rate?: number) => {
  const outputs = {
    journal: join(mkdtempSync(join(tmpdir(), "ordeal-")), "journal.ndjson"),
    result: join(mkdtempSync(join(tmpdir(), "ordeal-")), "result.json"),
  };
  const elsewhere = { url, layer: remote({ url }) };
  const running = runExperiment(loaded, {
    outputs,
    ...(isRemote ? { elsewhere } : {}),
    ...(rate === undefined ? {} : { rate }),
  });
  const { document } = await Effect.runPromise(running);
  const { command: _, journal: __, ...judged } = document;
  return { judged, journal: readFileSync(outputs.journal, "utf8") };
};

const expectSameInBoth = async (loaded: LoadedExperiment, rate?: number) => {
  const [here, there] = [await lived(loaded, false), await lived(loaded, true, rate)];
  expect(there.judged).toEqual(here.judged);
  expect(there.journal === here.journal, "the journals are the same, byte for byte").toBe(true);
  return here;
};

describe("an experiment in this process and over a socket", () => {
  test.each(files)("gives the same journal, byte for byte, and the same verdict: %s", async (name) => {
    const loading = await loadExperiment(join(folder, name));
    if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
    const { journal } = await expectSameInBoth(loading.loaded);
    expect(journal.split("\n").length).toBeGreaterThan(20);
  });

  test("gives the same journal when it is paced", async () => {
    const loading = await loadExperiment(join(folder, "10-evening-drill.yaml"));
    if ("problems" in loading) throw new Error(JSON.stringify(loading.problems));
    await expectSameInBoth(loading.loaded, 100_000);
  });

  test("gives the same journal for random scenarios", async () => {
    await fc.assert(
      fc.asyncProperty(scenario(), fc.nat(), async (drawn, seed) => {
        const experiment = {
          title: "random",
          seed,
          thresholds: [],
          // It never stops, but is looked at, and what it shows is held against its events.
          stopWhen: [never],
          probe: Math.max(1, Math.ceil(drawn.duration / LOOKS)),
          ...drawn,
        };
        await expectSameInBoth({ file: "random.yaml", name: "random", experiment, overrides: [] });
      }),
      { numRuns: scenarios, seed: 4, endOnFailure: true },
    );
  });
});
