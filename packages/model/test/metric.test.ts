import { describe, expect, test } from "vitest";
import { metricNames, metrics, statistics, statisticsOf } from "../src/index.ts";

describe("the table of metrics", () => {
  test.each(metricNames)("says what %s means, in one line", (name) => {
    expect(metrics[name].meaning).toMatch(/^[^\n]{10,100}$/);
  });

  test("gives no two metrics the same meaning", () => {
    expect(new Set(metricNames.map((name) => metrics[name].meaning)).size).toBe(metricNames.length);
  });

  test("has the metrics that the design promises", () => {
    expect(metricNames).toEqual(
      expect.arrayContaining([
        "effectiveThroughput",
        "ettr",
        "availability",
        "faultsOnJob",
        "interruptions",
        "mtbf",
        "recoveryTime",
        "lostWork",
        "checkpointOverhead",
        "sparesLowest",
        "nodesDown",
        "worstWindow",
        "effectiveFlops",
        "energy",
        "energyPerStep",
      ]),
    );
  });

  test("gives statistics to what has many samples, and to nothing else", () => {
    const sampled = metricNames.filter((name) => statisticsOf(name) !== undefined);
    expect(sampled).toEqual(["recoveryTime", "lostWork", "nodesDown"]);
    for (const name of sampled) expect(statisticsOf(name)).toEqual(statistics);
  });
});
