import { describe, expect, test } from "vitest";
import { problemsOf } from "../support.ts";

describe("a job", () => {
  test("takes no more nodes than there are", () => {
    expect(problemsOf({ job: { nodes: 6 } })).toEqual([]);
    expect(problemsOf({ job: { nodes: 7 } })).toEqual(["job.nodes: expected at most the cluster's 6 nodes, found 7"]);
  });

  test.each([
    ["its own step is bad", { job: { nodes: 7, step: "soon" } }, "job.step"],
    ["the cluster has no name", { job: { nodes: 7 }, cluster: { name: undefined } }, "cluster.name"],
    ["the cluster's cooling is bad", { job: { nodes: 7 }, cluster: { cooling: 3 } }, "cluster.cooling"],
  ])("is told that it takes too many even when %s", (_, sections, other) => {
    const problems = problemsOf(sections);
    expect(problems.map((line) => line.split(":")[0])).toEqual([other, "job.nodes"]);
  });

  test("divides into replicas", () => {
    expect(problemsOf({ job: { cardsPerReplica: 16 } })).toEqual([]);
    expect(problemsOf({ job: { cardsPerReplica: 5 } })).toEqual([
      "job.cardsPerReplica: expected a divisor of the job's 32 cards, found 5",
    ]);
    expect(problemsOf({ job: { cardsPerReplica: 64 } })).toEqual([
      "job.cardsPerReplica: expected a divisor of the job's 32 cards, found 64",
    ]);
  });

  test("shrinks to no more replicas than it has", () => {
    expect(problemsOf({ job: { replicasMin: 4 } })).toEqual([]);
    expect(problemsOf({ job: { replicasMin: 5 } })).toEqual([
      "job.replicasMin: expected at most the job's 4 replicas, found 5",
    ]);
    expect(problemsOf({ job: { replicasMin: 3, cardsPerReplica: 16 } })).toEqual([
      "job.replicasMin: expected at most the job's 2 replicas, found 3",
    ]);
  });

  test("is maintained inside the run", () => {
    const maintenance = [
      { at: "1 hour", takes: "1 hour" },
      { at: "4 hours", takes: "1 hour" },
      { at: "2026-03-26T01:00:00Z", takes: "1 hour" },
    ];
    expect(problemsOf({ job: { maintenance } }).map((line) => line.split(":")[0])).toEqual([
      "job.maintenance[1].at",
      "job.maintenance[2].at",
    ]);
  });
});
