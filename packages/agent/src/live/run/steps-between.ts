import type { Scenario } from "@ordeal/model";

/** How many steps lie between two saves, where that is known beforehand. */
export const stepsBetween = ({ checkpoint, job }: Scenario): number | undefined => {
  const { interval } = checkpoint;
  if (typeof interval === "number") return Math.max(1, Math.round(interval / job.step));
  return typeof interval === "object" ? interval.steps : undefined;
};
