import type { FaultStory } from "@ordeal/explorer";
import type { Experiment, Observed, RunResult, TimelineHeader } from "@ordeal/model";
import type { TimelineSource } from "./source.ts";

/** One fault: what was observed, and what the simulation says. */
export interface ComparedFault extends FaultStory {
  readonly cause: string | null;
  readonly note: string | null;
  /** The step the run went on from, as the recorded run counted. */
  readonly resumedFromRecorded: number | null;
  readonly observed: Observed | null;
}

/** Lays each fault that was followed beside what the timeline says of it. */
export const compareFaults = (
  { faults }: TimelineSource,
  { firstStep = 0 }: TimelineHeader,
  stories: ReadonlyArray<FaultStory>,
): ReadonlyArray<ComparedFault> => {
  const byNth = new Map(stories.map((story) => [story.nth, story]));
  const compared: Array<ComparedFault> = [];
  let nth = 0;
  for (const { cause, note, observed } of faults()) {
    const story = byNth.get(++nth);
    if (story === undefined) continue;
    compared.push({
      ...story,
      cause: cause ?? null,
      note: note ?? null,
      resumedFromRecorded: story.resumedFrom === null ? null : firstStep + story.resumedFrom,
      observed: observed ?? null,
    });
    if (compared.length === byNth.size) break;
  }
  return compared;
};

/** The whole run: what was observed, what the simulation says, and what is left. */
export interface ComparedRun {
  readonly observed: {
    readonly effectiveThroughput: number | null;
    readonly steps: number | null;
    readonly interruptions: number | null;
  };
  readonly simulated: {
    readonly effectiveThroughput: number | null;
    readonly steps: number;
    readonly interruptions: number;
  };
  /**
   * Simulated less observed effective throughput: what the listed incidents, the saves and all else that the simulation
   * knows do not explain. Negative where the simulation loses more than was lost.
   */
  readonly unexplained: { readonly share: number; readonly us: number } | null;
}

export const compareRun = (
  { observed }: TimelineHeader,
  { metrics, counts, wallUs }: RunResult,
  { job }: Experiment,
): ComparedRun => {
  const steps = observed?.steps ?? null;
  const seen = observed?.effectiveThroughput ?? (steps === null ? null : (steps * job.step) / wallUs);
  const simulated = metrics.effectiveThroughput;
  const share = seen === null || simulated === null ? null : simulated - seen;
  return {
    observed: { effectiveThroughput: seen, steps, interruptions: observed?.interruptions ?? null },
    simulated: { effectiveThroughput: simulated, steps: counts.steps, interruptions: counts.interruptions },
    unexplained: share === null ? null : { share, us: Math.round(share * wallUs) },
  };
};
