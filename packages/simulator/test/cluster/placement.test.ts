import * as fc from "fast-check";
import { expect, test } from "vitest";
import { groundOf } from "../../src/cluster/ground.ts";
import { experimentOf } from "../support/run.ts";

const clusters = fc
  .record({ nodes: fc.integer({ min: 1, max: 30 }), nodesPerSupernode: fc.integer({ min: 1, max: 8 }) })
  .chain((cluster) =>
    fc.record({
      cluster: fc.constant(cluster),
      jobNodes: fc.integer({ min: 1, max: cluster.nodes }),
      spareScope: fc.constantFrom("anywhere", "supernode"),
    }),
  );

test("every node is the job's in one slot, or a spare that is found from any node before it", () => {
  fc.assert(
    fc.property(clusters, ({ cluster, jobNodes, spareScope }) => {
      const { topology, placement } = groundOf(
        experimentOf({ cluster, job: { nodes: jobNodes }, recovery: { spareScope } }),
      );
      const all = Array.from({ length: cluster.nodes }, (_, node) => node);
      const inJob = all.filter((node) => placement.isJobNode(node));
      expect(inJob.map((node) => placement.slotOf(node))).toEqual(Array.from({ length: jobNodes }, (_, slot) => slot));
      expect(inJob.map((_, slot) => placement.nodeAt(slot))).toEqual(inJob);
      for (const node of [...all, cluster.nodes]) {
        const next = all.find((one) => one >= node && !placement.isJobNode(one)) ?? cluster.nodes;
        expect(placement.spareFrom(node)).toBe(next);
        expect(placement.jobNodesBetween(0, node)).toBe(inJob.filter((one) => one < node).length);
      }
      expect(placement.firstSpare).toBe(placement.spareFrom(0));
      const counts = Array.from({ length: topology.supernodes }, (_, one) => placement.jobNodesOf(one));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(jobNodes);
    }),
    { numRuns: 60 },
  );
});
