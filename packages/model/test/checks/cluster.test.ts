import { describe, expect, test } from "vitest";
import { problemsOf } from "../support.ts";

describe("a cluster", () => {
  test("has racks that fit into a supernode", () => {
    expect(problemsOf({ cluster: { nodesPerRack: 3 } })).toEqual([]);
    expect(problemsOf({ cluster: { nodesPerRack: 4 } })).toEqual([
      "cluster.nodesPerRack: expected at most nodesPerSupernode (3), found 4",
    ]);
  });

  test("has repairs whose mean is not below their median", () => {
    const repair = (median: string, mean: string) =>
      problemsOf({ cluster: { repair: { lognormal: { median, mean } } } });
    expect(repair("2 hours", "2 hours")).toEqual([]);
    expect(repair("2 hours", "90 minutes")).toEqual([
      "cluster.repair.lognormal.mean: expected at least the median (2 hours): a lognormal law's mean lies above it, found 90 minutes",
    ]);
  });

  test("is checked as far as it can be read", () => {
    expect(
      problemsOf({
        cluster: {
          name: 7,
          nodesPerRack: 4,
          cooling: { tripC: 80, loops: [{ from: 0, to: 0 }] },
          repair: { lognormal: { median: "2 hours", mean: "1 hour" } },
        },
      }).map((line) => line.split(":")[0]),
    ).toEqual([
      "cluster.name",
      "cluster.nodesPerRack",
      "cluster.cooling.tripC",
      "cluster.repair.lognormal.mean",
      "cluster.cooling.loops",
    ]);
  });
});
