import { Agent } from "@ordeal/engine";
import { counted, humanDuration, humanInstant, ordealCommand } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { shellWord } from "../print/shell.ts";
import { Screen } from "../screen.ts";
import type { AgentFlags } from "./agent-flags.ts";
import { exitCodes } from "./exit.ts";
import { askAgent } from "./halt.ts";

export interface OrphansFlags extends AgentFlags {
  readonly agent: string;
  readonly json: boolean;
}

/** Lists the injected faults that no engine holds any more. Returns the exit code: 1 when there are some. */
export const orphans = Effect.fnUntraced(function* (flags: OrphansFlags) {
  const { out, err } = yield* Screen;
  const told = flags.json ? err : out;
  const asked = Effect.gen(function* () {
    const agent = yield* Agent;
    const faults = yield* agent.faults;
    const left = faults.filter(({ held }) => !held);
    if (flags.json) out.write(`${JSON.stringify({ orphans: left, held: faults.length - left.length }, null, 2)}\n`);
    if (left.length === 0) {
      const held = faults.length === 0 ? "no fault is injected" : `an engine holds each of ${faults.length}`;
      told.write(`No orphans: ${held}.\n`);
      return exitCodes.held;
    }
    told.write(`${counted(left.length, "injected fault")} that no engine holds:\n`);
    for (const { faultId, runId, kind, sinceUs, expiresInMs } of left) {
      const since = sinceUs === null ? "armed" : `since ${humanInstant(sinceUs)}`;
      told.write(
        `  ${faultId} (${kind}) of run ${runId}, ${since}; healed by itself in ${humanDuration(expiresInMs * 1_000)}\n`,
      );
    }
    told.write(`Heal all at once: ${ordealCommand} halt --agent ${shellWord(flags.agent)}\n`);
    return exitCodes.failed;
  });
  return yield* askAgent(flags, asked);
});
