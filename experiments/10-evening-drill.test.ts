import { readExperiment } from "@ordeal/cli";
import { everyTimelineWithin } from "@ordeal/explorer/vitest";

// A property test of an experiment, as a project of its own would have it: no timeline of faults within this budget
// breaks the drill's target. One that does is made small, told as a story, and kept as an example that runs first.
everyTimelineWithin("at most 1 card.crash fault and 1 link.degrade fault, any two at least 1 hour apart", {
  keepsTheTargetOf: await readExperiment("experiments/10-evening-drill.yaml"),
  seed: 20260326,
  timelines: 500,
  counterexamples: "experiments/counterexamples",
});
