import type { FaultKind } from "@ordeal/model";
import { bad, type Finding, other } from "../../finding.ts";
import type { Ruled } from "../../mapping/rules.ts";
import { expandHosts } from "./hostlist.ts";
import type { Row, SlurmReading } from "./reading.ts";

/** The ends of a job that are a fault; all other states are no fault of the cluster or the program. */
const faults: Readonly<Record<string, FaultKind>> = {
  NODE_FAIL: "node.crash",
  BOOT_FAIL: "node.crash",
  FAILED: "job.crash",
  OUT_OF_MEMORY: "job.crash",
};
const harmless =
  /^(COMPLETED|CANCELLED|TIMEOUT|PREEMPTED|DEADLINE|RUNNING|PENDING|REQUEUE|RESIZING|SUSPENDED|REVOKED|COMPLETING|CONFIGURING|STOPPED|SIGNALING|SPECIAL_EXIT|STAGE_OUT|RESV_DEL_HOLD)/;

/** A row of `sacct`: a job that ended, at its end. Steps of a job are passed over: the job has a row of its own. */
export const readJob = (
  line: number,
  row: Row,
  { date }: SlurmReading,
  rule: Exclude<Ruled, { readonly ignore: true }> | undefined,
): Finding => {
  const id = row("jobid") || row("jobidraw");
  const state = wholeState(row("state").toUpperCase());
  if (id.includes(".")) return other(line, "a step of a job, which has a row of its own");
  const kind = rule?.kind ?? faults[state.split(" ")[0] ?? ""];
  if (kind === undefined) {
    return harmless.test(state)
      ? other(line, "a job that no fault ended", state)
      : bad(line, "an unknown state of a job", state);
  }
  const ended = row("end");
  const at = date(ended);
  if ("problem" in at) return bad(line, `End: ${at.problem}`, ended);
  const node = soleNode(row("failednode")) || soleNode(row("nodelist"));
  const isOfNode = kind !== "job.crash" && node !== "";
  const name = row("jobname");
  return {
    line,
    fault: {
      kind: isOfNode || rule !== undefined ? kind : "job.crash",
      atUs: at.us,
      component: node === "" ? undefined : node,
      parameters: rule?.parameters,
      cause: state,
      note: `Slurm: job ${id}${name === "" ? "" : ` (${name})`}${isOfNode || kind === "job.crash" ? "" : "; which node failed is not said"}`,
    },
  };
};

/** A state that was longer than its column is cut and ends with a plus: `OUT_OF_ME+`. */
const wholeState = (state: string): string =>
  state.endsWith("+") ? (Object.keys(faults).find((known) => known.startsWith(state.slice(0, -1))) ?? state) : state;

/** The node of a list that has one: `n1`, `n[1]`. */
const soleNode = (list: string): string => {
  const expanded = /^(None assigned|\(null\)|)$/i.test(list) ? { hosts: [] } : expandHosts(list);
  return "hosts" in expanded && expanded.hosts.length === 1 ? (expanded.hosts[0] ?? "") : "";
};
