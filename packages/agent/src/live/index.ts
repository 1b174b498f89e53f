/**
 * A real cluster in small on this machine, as an agent's backend: nodes are namespaces, cards are processes, faults are
 * signals, links that are down and quotas.
 *
 * Map: `lab/` makes the nodes and takes them down; `launchers/` start the ranks of a job on them; `injectors/` make
 * faults real, one kind a file; `undo/` is the log of what has to be undone, and how; `guardian/` the process that does it
 * when the agent is gone; `run/` one job under faults (`live-run.ts` first); `machine/` what the kernel is asked for.
 */
export type { AgentBackend } from "../backend/backend.ts";
export { decodeLab, type LabFile } from "./lab/lab-file.ts";
export { CannotBuild } from "./machine/requirements.ts";
export { type Live, openLive } from "./open-live.ts";
