import { decoded, overSeeds } from "../scenario.ts";
import { estimate, type Target, within } from "../target.ts";

const SEEDS = 200;
const EXPECTED = 107.4;

export const weibullTarget: Target = {
  number: 10,
  title: "first failures of 14,000 fresh cards in 90 days (Weibull, shape 1.5, mean life 50,000 h)",
  rows: () => {
    // Slow cards that nobody looks for: none is replaced, so that every card fails for its first time or not at all.
    const experiment = decoded({
      title: "Weibull lives",
      duration: "90 days",
      cluster: { name: "cards", nodes: 1_750 },
      job: { nodes: 1_750, step: "1 minute" },
      checkpoint: { interval: "1 day", tiers: [{ stall: "0 seconds" }] },
      hazards: [
        {
          id: "wear",
          life: { weibull: { shape: 1.5, mean: "50000 hours" } },
          kinds: [{ kind: "card.slow", speed: 0.999 }],
        },
      ],
    });
    const samples = overSeeds(experiment, SEEDS, ({ counts }) => counts.faults);
    const tolerance = 1.96 * Math.sqrt(EXPECTED / SEEDS);
    const source = "n·(1 − e^(−(t/λ)^k)), λ = mean ÷ Γ(1 + 1/k)";
    return [within({ name: "failures", expected: EXPECTED, tolerance, source }, estimate(samples))];
  },
};
