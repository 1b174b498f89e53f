import type { DistributionThreshold, Experiment } from "@ordeal/model";

/** How often a threshold of a run must hold, where the experiment does not say. */
export const OFTEN = 0.95;

/**
 * What a setting must hold: the experiment's thresholds on the distribution; without any, each threshold of a run, in
 * {@link OFTEN} of the runs.
 */
export const targetsOf = ({
  thresholds,
  campaign,
}: Pick<Experiment, "thresholds" | "campaign">): {
  readonly targets: ReadonlyArray<DistributionThreshold>;
  readonly isAssumed: boolean;
} => {
  const asked = campaign?.thresholds ?? [];
  if (asked.length > 0 || thresholds.length === 0) return { targets: asked, isAssumed: false };
  return {
    targets: thresholds.map((threshold) => ({
      about: "probability",
      expression: `P(${threshold.expression}) >= ${OFTEN * 100} %`,
      threshold,
      comparison: ">=",
      limit: OFTEN,
    })),
    isAssumed: true,
  };
};
