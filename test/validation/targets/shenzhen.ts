import { closedFormScenario, overSeeds } from "../scenario.ts";
import { estimate, type Target, within } from "../target.ts";

export const shenzhenTarget: Target = {
  number: 9,
  title: "Shenzhen: 14,000 cards, 0.3 per mille a card-day, Daly's interval",
  rows: () =>
    [
      { seconds: 150, expected: 0.962 },
      { seconds: 600, expected: 0.941 },
    ].map(({ seconds, expected }) => {
      const experiment = closedFormScenario({
        nodes: 1_750,
        days: 30,
        step: "10 seconds",
        rate: "0.3e-3 per card-day",
        intervalSeconds: "daly",
        saveSeconds: 10,
        restartSeconds: seconds,
      });
      const samples = overSeeds(experiment, 300, ({ metrics }) => metrics.effectiveThroughput ?? Number.NaN);
      const source = "our own prediction, from Daly's formula";
      return within({ name: `back after ${seconds} s`, expected, tolerance: 0.002, source }, estimate(samples));
    }),
};
