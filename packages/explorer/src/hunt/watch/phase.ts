/** What a run may be going through when a fault strikes, and how the journal says that it begins. */
export const phases = {
  stepping: "nothing else goes on",
  saving: "a save blocks training",
  persisting: "a copy is written in the background",
  recomputing: "lost steps are computed again",
  stalled: "a path is cut, or its traffic moves",
  hung: "a collective hangs, and nobody has noticed",
  corrupted: "the numbers are wrong, and nobody has noticed",
  throttled: "a cooling loop runs hot, and its cards slowly",
  planned: "an evaluation or a maintenance",
  detecting: "the job is down, and the fault is being noticed",
  waiting: "the job is down, and waits for nodes or for the scheduler",
  restarting: "the job is down, and a rung of the recovery is climbed",
  loading: "the job is down, and a checkpoint is read back",
  "out of spares": "no spare is left that could be used",
} as const satisfies Readonly<Record<string, string>>;

export type Phase = keyof typeof phases;
export const phaseNames = Object.keys(phases) as ReadonlyArray<Phase>;
