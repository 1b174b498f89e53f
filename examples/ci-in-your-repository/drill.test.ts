import { run } from "ordeal";
import { everyTimelineWithin, readExperiment } from "ordeal/vitest";
import { expect, test } from "vitest";

test("the drill holds", async () => {
  const { verdict, metrics } = await run("drill.yaml");
  expect(verdict).toBe("pass");
  expect(metrics.effectiveThroughput).toBeGreaterThan(0.9);
});

everyTimelineWithin("at most 1 card.crash fault and 1 link.degrade fault, any two at least 1 hour apart", {
  keepsTheTargetOf: await readExperiment("drill.yaml"),
  seed: 20260326,
});
