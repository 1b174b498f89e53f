import { Agent, type AgentFailure } from "@ordeal/engine";
import { counted, ordealCommand } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { shellWord } from "../print/shell.ts";
import { Screen } from "../screen.ts";
import { type AgentFlags, agentOf } from "./agent-flags.ts";
import { exitCodes } from "./exit.ts";
import { refuse } from "./refuse.ts";

export interface HaltFlags extends AgentFlags {
  readonly agent: string;
  readonly lift: boolean;
  readonly json: boolean;
}

/** Asks an agent something, or says why that cannot be done. Returns the exit code. */
export const askAgent = Effect.fnUntraced(function* (
  flags: AgentFlags & { readonly agent: string; readonly json: boolean },
  ask: Effect.Effect<number, AgentFailure, Agent>,
) {
  const elsewhere = yield* agentOf(flags);
  if (elsewhere === undefined || "problem" in elsewhere) return yield* refuse(flags, `${elsewhere?.problem}`);
  return yield* Effect.scoped(Effect.provide(ask, elsewhere.layer)).pipe(
    Effect.catch(({ reason }) =>
      refuse(flags, `the agent ${flags.agent} did not do it: ${reason}`, { exitCode: exitCodes.unknown }),
    ),
  );
});

/** Heals everything on an agent and lets it take no new fault, or lets it take them again. Returns the exit code. */
export const halt = Effect.fnUntraced(function* (flags: HaltFlags) {
  const { out, err } = yield* Screen;
  const told = flags.json ? err : out;
  const asked = Effect.gen(function* () {
    const agent = yield* Agent;
    const answer = yield* agent.halt(flags.lift);
    const left = flags.lift ? [] : yield* agent.faults;
    if (flags.json) out.write(`${JSON.stringify({ ...answer, left }, null, 2)}\n`);
    if (flags.lift) {
      told.write("The agent takes faults again.\n");
      return exitCodes.held;
    }
    told.write(`Halted: ${counted(answer.healed.length, "fault")} healed, and the agent takes no new one.\n`);
    for (const { runId, faultId } of answer.healed) told.write(`  ${faultId} of run ${runId}\n`);
    for (const { runId, faultId } of left) told.write(`  NOT HEALED: ${faultId} of run ${runId}\n`);
    told.write(`Lift it: ${ordealCommand} halt --lift --agent ${shellWord(flags.agent)}\n`);
    return left.length === 0 ? exitCodes.held : exitCodes.unhealed;
  });
  return yield* askAgent(flags, asked);
});
