import {
  type Checkpoint,
  type Interval,
  type IntervalKnown,
  type Problem,
  type Scenario,
  UserFunctionFailed,
} from "@ordeal/model";
import { isFormula, type ResolvedInterval, unknowable } from "./checkpoint/interval.ts";
import { groundOf } from "./cluster/ground.ts";
import { prepareScenario } from "./prepared-scenario.ts";
import { mtbfIn, phasesOf, timesOf } from "./settings.ts";

/** How often a run saves from some instant on. Times in microseconds. */
export interface Saving {
  readonly atUs: number;
  /** The mean time between failures that the intervals are made of; `undefined` where none is made of it. */
  readonly mtbfUs: number | undefined;
  /** Whether the experiment gives that; else it comes from the hazards. */
  readonly isGiven: boolean;
  readonly tiers: ReadonlyArray<{ readonly name: string; readonly rhythm: ResolvedInterval }>;
}

/** How often a scenario saves, from its start and from each change of its settings on. Throws where that is unknowable. */
export const savingsOf = (scenario: Scenario): readonly [Saving, ...Array<Saving>] => {
  const phases = phasesOf(scenario);
  const [first, ...later] = prepareScenario(scenario).settings.map(({ atUs, mtbfUs, tiers }, index) => ({
    atUs,
    mtbfUs,
    isGiven: phases[index]?.checkpoint.mtbf !== undefined,
    tiers: tiers.map(({ tier, rhythm }) => ({ name: tier.name, rhythm })),
  }));
  return [first as Saving, ...later];
};

/**
 * Intervals that a formula cannot tell, each where it is written. To know it takes the cluster and the job in it, so that
 * the model's own checks cannot.
 */
export const checkSaving = (scenario: Scenario): ReadonlyArray<Problem> => {
  const phases = phasesOf(scenario).filter(({ checkpoint }) =>
    writtenIntervals(checkpoint).some(({ interval }) => isFormula(interval)),
  );
  if (phases.length === 0) return [];
  const ground = groundOf(scenario);
  return phases.flatMap((phase) => {
    const { checkpoint, path } = phase;
    const mtbfUs = mtbfIn(phase, ground);
    const problems = writtenIntervals(checkpoint).flatMap(({ interval, at, tiers }) => {
      const reasons = tiers.map((tier) => {
        const { stallUs } = timesOf(tier, checkpoint, scenario);
        return whyUnknowable(interval, { mtbfUs, stallUs, stepUs: scenario.job.step });
      });
      const message = reasons.find((reason) => reason !== undefined);
      return message === undefined ? [] : [{ path: [...path, ...at], message }];
    });
    // A change of the recovery alone: it is what leaves nothing to stop the job.
    return path.at(-1) === "checkpoint" ? problems : problems.slice(0, 1).map((problem) => ({ ...problem, path }));
  });
};

/** {@link unknowable}, also of a function that throws or answers nonsense. */
const whyUnknowable = (interval: Interval, known: IntervalKnown): string | undefined => {
  try {
    return unknowable(interval, known);
  } catch (error) {
    if (error instanceof UserFunctionFailed) return error.reason;
    throw error;
  }
};

/** The intervals that a checkpoint section says, where, and the tiers that save by them. */
const writtenIntervals = ({ interval, tiers }: Checkpoint) => {
  const followers = tiers.filter((tier) => tier.interval === undefined);
  return [
    { interval, at: ["interval"], tiers: followers.length === 0 ? tiers : followers },
    ...tiers.flatMap((tier, index) =>
      tier.interval === undefined ? [] : [{ interval: tier.interval, at: ["tiers", index, "interval"], tiers: [tier] }],
    ),
  ];
};
