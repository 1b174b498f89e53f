import type { JournalEvent } from "@ordeal/model";
import { DAY_US } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import { decoded } from "../scenario.ts";
import { estimate, type Target, within } from "../target.ts";

const DAYS = 3_000;
const SEEDS = 3;

/** Whether each day of a run saw a failure, as 0 or 1. */
const daysWithFailure = (seed: number): ReadonlyArray<number> => {
  const experiment = decoded({
    title: "1,000 cards",
    duration: `${DAYS} days`,
    cluster: { name: "1,000 cards", nodes: 125, repair: { fixed: "1 second" } },
    job: { nodes: 125, step: "1 hour", spares: "unlimited" },
    checkpoint: { interval: "1 day", tiers: [{ stall: "0 seconds" }] },
    hazards: [{ id: "cards", rate: "0.27e-2 per card-day", kinds: [{ kind: "card.crash" }] }],
  });
  const seen = new Array<number>(DAYS).fill(0);
  const onEvent = ({ type, atUs }: JournalEvent) => {
    if (type === "fault.started") seen[Math.floor(atUs / DAY_US)] = 1;
  };
  simulate(experiment, { seed, onEvent, emitsQuietSaves: false });
  return seen;
};

export const dlroverTarget: Target = {
  number: 11,
  title: "1,000 cards at 0.27 % a card-day",
  rows: () => {
    const days = Array.from({ length: SEEDS }, (_, seed) => daysWithFailure(seed + 1)).flat();
    const given = {
      name: "probability that a day sees a failure",
      expected: 0.933,
      tolerance: 0.01,
      source: "DLRover, how it stabilizes LLM training (intelligent-machine-learning/dlrover)",
      assumed: "exponential gaps: 1 − e^(−2.7) = 0.933; a card that failed is replaced at once",
    };
    return [within(given, estimate(days))];
  },
};
