/** What there is to know of a job before it is watched. Times in microseconds. */
export interface WatchedJob {
  readonly seed: number;
  readonly ranksPerReplica: number;
  readonly nodes: number;
  readonly cards: number;
  readonly jobNodes: number;
  /** The step time that the experiment says; and the healthy one, where it was measured before. */
  readonly stepUs: number;
  readonly healthyStepUs?: number;
  readonly durationUs: number;
  readonly intervalUs: number | null;
  /** What brings the job back, in a word: `torchrun`, `slurm`. */
  readonly launcher: string;
}
