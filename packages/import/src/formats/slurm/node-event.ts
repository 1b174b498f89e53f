import { bad, type Finding, other } from "../../finding.ts";
import type { Ruled } from "../../mapping/rules.ts";
import { expandHosts } from "./hostlist.ts";
import { isDownReason, type NodeHealth, nodeHealth } from "./node-state.ts";
import { isUnknown, type Row, type SlurmReading } from "./reading.ts";

/**
 * A row of `sacctmgr show event`, nodes that were down for a time, or of `sinfo -R`, nodes that are. Each node of the list
 * is a fault. One that was only drained lost nothing it ran.
 */
export const readNodeEvent = function* (
  line: number,
  row: Row,
  { date }: SlurmReading,
  rule: Exclude<Ruled, { readonly ignore: true }> | undefined,
): Generator<Finding> {
  const nodes = row("nodename") || row("nodelist") || row("hostnames");
  const state = row("state").toUpperCase();
  const reason = row("reason");
  if (nodes === "") {
    yield other(line, "an event of the whole cluster, of no node", reason);
    return;
  }
  const health = rule === undefined ? healthOf(state, reason) : "down";
  if (health !== "down") {
    yield notDown(line, health, state, reason);
    return;
  }
  const [beganName, endedName] = row("timestart") === "" ? ["timestamp", ""] : ["timestart", "timeend"];
  const began = row(beganName) || row("start");
  const at = date(began);
  if ("problem" in at) {
    yield bad(line, `${beganName === "timestamp" ? "TIMESTAMP" : "TimeStart"}: ${at.problem}`, began);
    return;
  }
  const ended = row(endedName) || row("end");
  const over = isUnknown(ended) ? undefined : date(ended);
  if (over !== undefined && "problem" in over) {
    yield bad(line, `TimeEnd: ${over.problem}`, ended);
    return;
  }
  const expanded = expandHosts(nodes);
  if ("problem" in expanded) {
    yield bad(line, expanded.problem, nodes);
    return;
  }
  for (const component of expanded.hosts) {
    yield {
      line,
      fault: {
        ...(rule ?? { kind: "node.crash" }),
        atUs: at.us,
        endUs: over?.us,
        component,
        cause: reason === "" ? state : reason,
        note: noteOf(state, nodes === component ? "" : nodes, over !== undefined),
      },
    };
  }
};

/** Reasons without a state say something only where Slurm itself gave them. */
const healthOf = (state: string, reason: string): NodeHealth | "unsaid" =>
  state !== "" ? nodeHealth(state) : isDownReason(reason) ? "down" : "unsaid";

const notDown = (line: number, health: Exclude<NodeHealth, "down"> | "unsaid", state: string, reason: string) => {
  if (health === "not down") return other(line, "a node that was not down", state);
  if (health === "unknown") return bad(line, "an unknown state of a node", state);
  if (health === "cut") return bad(line, "a state of a node that was cut short: list it with --parsable2", state);
  return bad(line, "whether the node was down or only drained is not said: list it with sinfo -R --long", reason);
};

const noteOf = (state: string, list: string, isOver: boolean): string =>
  [
    state === "" ? "Slurm" : `Slurm: ${state}`,
    ...(/\$|MAINT/.test(state) ? ["in a maintenance reservation"] : []),
    ...(list === "" ? [] : [`of ${list}`]),
    ...(isOver ? [] : ["not over when it was listed"]),
  ].join("; ");
