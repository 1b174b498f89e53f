import { describe, expect, test } from "vitest";
import { problemsOf } from "../support.ts";

const withTier = (tier: object, nodes = 96): ReadonlyArray<string> =>
  problemsOf({
    title: "peers",
    duration: "1 hour",
    cluster: { name: "c", nodes: 100, nodesPerSupernode: 48 },
    job: { nodes, step: "10 seconds" },
    checkpoint: { interval: "10 minutes", tiers: [{ medium: "memory", stall: "0 seconds", ...tier }] },
    recovery: {},
  });

describe("copies in peers' memory", () => {
  test("have a partner in another domain of failure", () => {
    expect(withTier({ peers: { apart: "supernode" } })).toEqual([]);
    expect(withTier({ peers: { apart: "supernode", copies: 2 } })).toEqual([
      "checkpoint.tiers[0].peers: a node and its 2 copies need 3 domains of failure (apart: supernode), and the job lies in 2: ask for fewer copies, or for them to be less far apart",
    ]);
    expect(withTier({ peers: { apart: "supernode" } }, 48)[0]).toContain("the job lies in 1");
    expect(withTier({ peers: { apart: "loop" } })).toEqual([]);
    expect(withTier({ peers: { apart: "site" } })[0]).toContain("the job lies in 1");
    expect(withTier({ peers: { copies: 2 } }, 2)[0]).toContain("the job lies in 2");
  });

  test("are in memory, and what they outlive is said once", () => {
    expect(withTier({ peers: {}, survives: "loop" })[0]).toContain("found both");
    expect(withTier({ peers: {}, medium: "storage" })[0]).toContain('expected "medium: memory"');
    expect(withTier({ peers: { copies: 0 } })[0]).toContain("copies");
  });
});
