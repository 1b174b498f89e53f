import { closedFormScenario, ettr, overSeeds } from "../scenario.ts";
import { estimate, type Target, within } from "../target.ts";

/** Mean time between failures, period (checkpoint included) and efficiency, C = R = 600 s and D = 60 s. */
const cases = [
  { mtbfSeconds: 240_601, periodSeconds: 17_194, efficiency: 0.9285, days: 3_600, seeds: 8 },
  { mtbfSeconds: 30_075, periodSeconds: 6_214, efficiency: 0.7957, days: 2_000, seeds: 4 },
  { mtbfSeconds: 7_519, periodSeconds: 3_218, efficiency: 0.5971, days: 1_000, seeds: 4 },
];

export const aupyTarget: Target = {
  number: 2,
  title: "efficiency with downtime (C = R = 600 s, D = 60 s)",
  rows: () =>
    cases.map(({ mtbfSeconds, periodSeconds, efficiency, days, seeds }) => {
      const experiment = closedFormScenario({
        nodes: 100,
        days,
        step: "1 second",
        rate: `${86_400 / mtbfSeconds} per day`,
        intervalSeconds: periodSeconds - 600,
        saveSeconds: 600,
        restartSeconds: 60,
        loadSeconds: 600,
      });
      const source = "Aupy et al., table 2: (P − C)/[(M + D)·e^(R/M)·(e^(P/M) − 1)]";
      const name = `M ${mtbfSeconds} s, P ${periodSeconds} s`;
      return within(
        { name, expected: efficiency, tolerance: 0.005, source },
        estimate(overSeeds(experiment, seeds, ettr)),
      );
    }),
};
