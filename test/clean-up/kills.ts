import { readFileSync } from "node:fs";
import { remote } from "@ordeal/agent";
import { Agent, readJournal } from "@ordeal/engine";
import * as Effect from "effect/Effect";
import { startEngine, until, wait } from "../support/processes.ts";
import type { WhenOver } from "../support/program.ts";

/** A drill of twenty minutes, and how many times quicker than that it is gone through: in two seconds. */
const DRILL = "test/clean-up/drill.yaml";
const RATE = 600;

/** How long a lease of an agent lasts that engines are killed on, and what its end may take longer. */
export const LEASE_MS = 1_000;
const SLACK_MS = 200;

/** Where in its life an engine is killed, told from the journal that it writes. */
export interface Stage {
  readonly when: string;
  readonly isReached: (journal: string) => boolean;
}

const says = (when: string, text: string): Stage => ({ when, isReached: (journal) => journal.includes(text) });

export const stages: ReadonlyArray<Stage> = [
  says("before anything was injected", "\n"),
  says("after its faults were injected", '"faults.injected"'),
  says("while the run is undisturbed", '"steadyState.held"'),
  says("when the first fault has struck", '"fault.started"'),
  says("while the job is down", '"job.stopped"'),
  says("after the job came back", '"job.resumed"'),
  says("when the last fault has struck", '"faultId":"pump","kind"'),
  says("when the last fault is over", '"fault.ended","data":{"faultId":"pump"'),
];

/** The injected faults on an agent, as it lists them itself. */
export const faultsAt = (url: string) =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(Agent, ({ faults }) => faults).pipe(Effect.provide(remote({ url })))));

export const summaryOf = (journal: string) => {
  const read = readJournal(journal);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return read.summary;
};

/**
 * Kills an engine at a stage, and looks what is left when its lease has ended, on an agent whose leases last
 * {@link LEASE_MS} and that has no other client. Returns everything that is not as it should be.
 */
export const killAt = async (agent: string, stage: Stage, whenOver: WhenOver): Promise<ReadonlyArray<string>> => {
  const engine = startEngine(DRILL, ["--agent", agent, "--rate", String(RATE)], whenOver);
  await until(() => stage.isReached(engine.journal()), `an engine is killed ${stage.when}: ${engine.err}`);
  engine.child.kill("SIGKILL");
  await engine.ended;
  await wait(LEASE_MS + SLACK_MS);
  const wrong: Array<string> = [];
  const left = await faultsAt(agent);
  if (left.length > 0) wrong.push(`${left.length} faults were left: ${JSON.stringify(left)}`);
  const { verdict, incomplete } = summaryOf(readFileSync(engine.path, "utf8"));
  if (verdict !== undefined) wrong.push(`its journal has a verdict: ${JSON.stringify(verdict)}`);
  if (incomplete?.includes("the engine was killed") !== true)
    wrong.push(`its journal does not say that it was killed: ${incomplete}`);
  return wrong;
};
