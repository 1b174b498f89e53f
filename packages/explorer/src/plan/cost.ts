import type { Experiment } from "@ordeal/model";

const HOUR_US = 3_600_000_000;

/** What a run costs, in the currency of the prices. */
export interface Cost {
  readonly cards: number;
  readonly spares: number;
  readonly energy: number;
  readonly total: number;
  /** For an hour of one card that counted: what settings of different sizes are compared by; `null` when none counted. */
  readonly perProductiveCardHour: number | null;
}

/** Spare nodes of an experiment; `null` where they are unlimited. */
export const sparesOf = ({ cluster, job }: Pick<Experiment, "cluster" | "job">): number | null =>
  job.spares === "unlimited" ? null : cluster.nodes - job.nodes;

/** What a run costs on average, given its mean effective throughput and energy; `null` without prices. */
export const costOf = (
  { cluster, job, duration, prices }: Experiment,
  { effectiveThroughput, energyKwh }: { readonly effectiveThroughput: number; readonly energyKwh: number },
): Cost | null => {
  if (prices === undefined) return null;
  const hours = duration / HOUR_US;
  const cardHours = job.nodes * cluster.cardsPerNode * hours;
  const cards = cardHours * prices.cardHour;
  const spares = (sparesOf({ cluster, job }) ?? 0) * hours * prices.spareHour;
  const energy = energyKwh * prices.kWh;
  const total = cards + spares + energy;
  const counted = cardHours * effectiveThroughput;
  return { cards, spares, energy, total, perProductiveCardHour: counted > 0 ? total / counted : null };
};
