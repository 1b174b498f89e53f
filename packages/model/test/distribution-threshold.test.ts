import { describe, expect, test } from "vitest";
import { decodeExperiment, parseDistributionThreshold, parseThreshold } from "../src/index.ts";

test("a probability, a percentile over runs and a mean are read", () => {
  expect(parseDistributionThreshold("P(effectiveThroughput >= 95 %) >= 99 %")).toMatchObject({
    about: "probability",
    threshold: { metric: "effectiveThroughput", comparison: ">=", limit: 0.95 },
    comparison: ">=",
    limit: 0.99,
  });
  expect(parseDistributionThreshold("  P( recoveryTime p99 <  10 minutes )>90 %")).toMatchObject({
    expression: "P( recoveryTime p99 < 10 minutes )>90 %",
    threshold: { metric: "recoveryTime", statistic: "p99", limit: 600 },
    comparison: ">",
    limit: 0.9,
  });
  expect(parseDistributionThreshold("effectiveThroughput mean >= 96 %")).toMatchObject({
    about: "mean",
    threshold: { metric: "effectiveThroughput", comparison: ">=", limit: 0.96 },
  });
});

test("a percentile is a probability in other words", () => {
  expect(parseDistributionThreshold("worstWindow p5 >= 80 %")).toMatchObject({
    threshold: { metric: "worstWindow", comparison: ">=", limit: 0.8 },
    comparison: ">=",
    limit: 0.95,
  });
  expect(parseDistributionThreshold("recoveryTime p90 p99.5 <= 5 minutes")).toMatchObject({
    threshold: { metric: "recoveryTime", statistic: "p90", comparison: "<=", limit: 300 },
    comparison: ">=",
    limit: 0.995,
  });
});

describe("what it is not", () => {
  test.each([
    ["effectiveThroughput >= 95 %", 'say how often it must hold, as in "P(effectiveThroughput >= 95 %) >= 99 %"'],
    ["P(effectiveThroughput >= 95 %)", "expected what many runs must hold"],
    ["P(speed >= 95 %) >= 99 %", 'there is no metric "speed"'],
    ["P(effectiveThroughput >= 95 %) >= 199 %", "expected a probability to be compared with a share"],
    ["worstWindow p0 >= 80 %", "expected a percentile between p0 and p100"],
    ["worstWindow p5 >= 8 minutes", 'expected "worstWindow" to be compared with a share'],
    ["recoveryTime p5 >= 8 minutes", "expected"],
  ])("%s", (text, message) => expect(parseDistributionThreshold(text)).toContain(message));

  test("a line about many runs says where it belongs when it stands among those of a run", () => {
    expect(parseThreshold("P(effectiveThroughput >= 95 %) >= 99 %")).toContain("campaign: { thresholds");
  });
});

test("an experiment holds them under campaign, and prices", () => {
  const read = decodeExperiment({
    title: "x",
    duration: "1 day",
    cluster: { name: "x", nodes: 2 },
    job: { nodes: 1, step: "1 second" },
    checkpoint: { interval: "1 hour", tiers: [{ stall: "1 second" }] },
    campaign: { thresholds: ["worstWindow p5 >= 80 %"] },
    prices: { cardHour: 2, currency: "EUR" },
  });
  expect(read).toHaveProperty("value.campaign.thresholds.0.limit", 0.95);
  expect(read).toHaveProperty("value.prices", { cardHour: 2, spareHour: 0, kWh: 0, currency: "EUR" });
});
