import { bad, type Finding, other } from "../../finding.ts";
import type { Ruled } from "../../mapping/rules.ts";
import type { Row, SlurmReading } from "./reading.ts";

/** A row of `sacctmgr list event`: a node that was down for a time. One that was only drained lost nothing it ran. */
export const readNodeEvent = (
  line: number,
  row: Row,
  { date }: SlurmReading,
  rule: Exclude<Ruled, { readonly ignore: true }> | undefined,
): Finding => {
  const node = row("nodename");
  const state = row("state").toUpperCase();
  if (node === "") return other(line, "an event of the whole cluster, of no node", row("reason"));
  const isDown = /^(DOWN|FAIL|ERROR)/.test(state);
  if (!isDown && rule === undefined) {
    if (/^(DRAIN|MAINT|RESERVED|PLANNED|POWER|REBOOT|FUTURE|UNKNOWN|IDLE|ALLOC|MIX|COMP)/.test(state)) {
      return other(line, "a node that was not down", state);
    }
    return bad(line, "an unknown state of a node", state);
  }
  const began = row("timestart");
  const at = date(began);
  if ("problem" in at) return bad(line, `TimeStart: ${at.problem}`, began);
  const ended = row("timeend");
  // Slurm prints Unknown for what is not over.
  const isOver = !/^(unknown|none|)$/i.test(ended);
  const over = isOver ? date(ended) : undefined;
  if (over !== undefined && "problem" in over) return bad(line, `TimeEnd: ${over.problem}`, ended);
  const reason = row("reason");
  return {
    line,
    fault: {
      ...(rule ?? { kind: "node.crash" }),
      atUs: at.us,
      endUs: over?.us,
      component: node,
      cause: reason === "" ? state : reason,
      note: `Slurm: ${state}${isOver ? "" : "; not over when it was listed"}`,
    },
  };
};
