/** What a run may be going through when a fault strikes. */
export const phaseNames = [
  /** Nothing else goes on. */
  "stepping",
  /** A save blocks training. */
  "saving",
  /** A copy is written in the background. */
  "persisting",
  /** Lost steps are computed again. */
  "recomputing",
  /** A path is cut, or its traffic moves. */
  "stalled",
  /** A collective hangs, and nobody has noticed. */
  "hung",
  /** The numbers are wrong, and nobody has noticed. */
  "corrupted",
  /** A cooling loop runs hot, and its cards slowly. */
  "throttled",
  /** An evaluation or a maintenance. */
  "planned",
  /** The job is down, and the fault is being noticed. */
  "detecting",
  /** The job is down, and waits for nodes or for the scheduler. */
  "waiting",
  /** The job is down, and a rung of the recovery is climbed. */
  "restarting",
  /** The job is down, and a checkpoint is read back. */
  "loading",
  /** No spare is left that could be used. */
  "out of spares",
] as const;

export type Phase = (typeof phaseNames)[number];
