import { remote } from "@ordeal/agent";
import { type LoadedExperiment, readExperiment, runExperiment } from "@ordeal/cli";
import * as Effect from "effect/Effect";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzz } from "../support/fuzz.ts";
import { startAgent } from "../support/processes.ts";
import { liar, lie } from "./liar.ts";

/** A run against an agent comes to an end within that time, whatever the agent does. */
const END_MS = 60_000;

/** What a run came to: its verdict and its journal, or why it has none. */
const outcome = (experiment: LoadedExperiment, url: string) =>
  Effect.runPromise(
    runExperiment(experiment, { elsewhere: { url, layer: remote({ url }) } }).pipe(
      Effect.map(({ document: { verdict, journal, unhealed } }) => ({
        verdict,
        digest: JSON.stringify(journal),
        unhealed,
      })),
      Effect.catch((error) => Effect.succeed({ verdict: error._tag, digest: "", unhealed: [] })),
      Effect.timeout(END_MS),
    ),
  );

test("an agent that lies at random is found out, or the journal is the honest one", async () => {
  const experiment = await readExperiment(new URL("../../experiments/01-one-card-crash.yaml", import.meta.url));
  const agent = await startAgent(["--port", "0"]);
  const honest = await outcome(experiment, agent.url);
  expect(honest.verdict).toBe("pass");
  const between = await liar(agent.url);
  await fuzz({
    name: "lies",
    whole: 1_000,
    arbitrary: fc.array(lie, { minLength: 1, maxLength: 3 }),
    check: async (lies) => {
      between.tell(lies);
      const found = await outcome(experiment, between.url);
      if (between.told() === 0 || found.digest === honest.digest) return;
      expect(["unknown", "AgentFailed", "CannotWrite"], JSON.stringify(found)).toContain(found.verdict);
    },
  });
});
