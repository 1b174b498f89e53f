import type { ComponentKind } from "@ordeal/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Placement } from "../../src/cluster/placement.ts";
import { Topology } from "../../src/cluster/topology.ts";
import { experimentOf } from "../support/run.ts";

const topologyOf = (cluster: object): Topology =>
  new Topology(experimentOf({ cluster: { nodes: 6, ...cluster }, job: { nodes: 1 } }).cluster, ["storage"]);

/** Clusters of every shape, the last supernode often not full. */
const shapes = fc.record({
  nodes: fc.integer({ min: 1, max: 60 }),
  cardsPerNode: fc.integer({ min: 1, max: 8 }),
  nodesPerSupernode: fc.integer({ min: 1, max: 20 }),
  scaleUp: fc.record({ planes: fc.integer({ min: 1, max: 7 }) }),
  scaleOut: fc.record({ uplinks: fc.integer({ min: 1, max: 16 }), tors: fc.integer({ min: 1, max: 2 }) }),
  cooling: fc.record({ supernodesPerLoop: fc.integer({ min: 1, max: 4 }) }),
});
const inNodes: ReadonlyArray<ComponentKind> = ["card", "node", "uplink", "plane", "tor", "rack", "supernode", "loop"];

describe("a topology", () => {
  test("numbers everything over the whole site", () => {
    const topology = topologyOf({ nodes: 14, nodesPerSupernode: 6, cardsPerNode: 4, scaleOut: { uplinks: 2 } });
    expect(topology.supernodes).toBe(3);
    expect(topology.count("card")).toBe(56);
    expect(topology.count("uplink")).toBe(28);
    expect(topology.count("tor")).toBe(6);
    expect(topology.name("card", 4 * 7 + 3)).toBe("sn01/n01/c3");
    expect(topology.name("node", 13)).toBe("sn02/n01");
    expect(topology.name("tor", 5)).toBe("tor02b");
    expect(topology.nodesOfSupernode(2)).toEqual([12, 14]);
  });

  test("fills 14,000 cards with 36 supernodes of 48 nodes and one of 22: 14,000 ÷ 384 = 36.46", () => {
    const topology = topologyOf({ nodes: 1_750, nodesPerSupernode: 48 });
    expect(topology.count("card")).toBe(14_000);
    expect(topology.supernodes).toBe(37);
    expect(topology.nodesOfSupernode(36)).toEqual([1_728, 1_750]);
    expect(14_000 / 384).toBeCloseTo(36.46, 2);
  });

  test("finds in every node the components that it says lie there, each once", () => {
    fc.assert(
      fc.property(shapes, (cluster) => {
        const topology = topologyOf(cluster);
        for (const component of inNodes) {
          const seen = new Set<number>();
          for (let node = 0; node < topology.nodes; node++) {
            for (let ordinal = 0; ordinal < topology.countIn(component); ordinal++) {
              const index = topology.componentAt(component, node, ordinal);
              const [from, end] = topology.nodesOf(component, index);
              expect(index).toBeLessThan(topology.count(component));
              expect([component, from <= node && node < end]).toEqual([component, true]);
              seen.add(index);
            }
          }
          // Racks of a partial supernode may be empty.
          if (component !== "rack") expect([component, seen.size]).toEqual([component, topology.count(component)]);
        }
      }),
    );
  });

  test("finds every component by the address that it prints, and only that one", () => {
    fc.assert(
      fc.property(shapes, (cluster) => {
        const topology = topologyOf(cluster);
        for (const component of inNodes) {
          for (let index = 0; index < topology.count(component); index++) {
            const [from, end] = topology.nodesOf(component, index);
            if (from < end) expect(topology.matching(topology.address(component, index))).toEqual([index]);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test("gives every supernode one loop", () => {
    const topology = topologyOf({
      nodes: 30,
      nodesPerSupernode: 6,
      cooling: {
        loops: [
          { from: 0, to: 1 },
          { from: 2, to: 4 },
        ],
      },
    });
    expect(topology.loops).toBe(2);
    expect(topology.nodesOfLoop(0)).toEqual([0, 12]);
    expect(topology.nodesOfLoop(1)).toEqual([12, 30]);
    expect([0, 11, 12, 29].map((node) => topology.loopOf(node))).toEqual([0, 0, 1, 1]);
  });
});

describe("a placement", () => {
  const placed = fc.tuple(shapes, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean());

  test("gives every slot a node of its own, and every node that is none of the job's to the spares", () => {
    fc.assert(
      fc.property(placed, ([cluster, share, isSpread]) => {
        const topology = topologyOf(cluster);
        const jobNodes = 1 + Math.floor(share * (topology.nodes - 1));
        const placement = new Placement(topology, jobNodes, isSpread);
        const nodes = Array.from({ length: jobNodes }, (_, slot) => placement.nodeAt(slot));
        expect(new Set(nodes).size).toBe(jobNodes);
        for (const [slot, node] of nodes.entries()) {
          expect([placement.isJobNode(node), placement.slotOf(node)]).toEqual([true, slot]);
        }
        const spares: Array<number> = [];
        for (let node = placement.spareFrom(0); node < topology.nodes; node = placement.spareFrom(node + 1))
          spares.push(node);
        expect([...nodes, ...spares].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: topology.nodes }, (_, n) => n),
        );
      }),
    );
  });

  test("packs the job into the first nodes, or spreads its spares as evenly as whole nodes allow", () => {
    fc.assert(
      fc.property(placed, ([cluster, share]) => {
        const topology = topologyOf(cluster);
        const jobNodes = 1 + Math.floor(share * (topology.nodes - 1));
        const packed = new Placement(topology, jobNodes, false);
        expect(packed.spareFrom(0)).toBe(jobNodes);
        const spread = new Placement(topology, jobNodes, true);
        for (let supernode = 0; supernode < topology.supernodes; supernode++) {
          const [from, end] = topology.nodesOfSupernode(supernode);
          const fair = ((end - from) * (topology.nodes - jobNodes)) / topology.nodes;
          expect(Math.abs(end - from - spread.jobNodesOf(supernode) - fair)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
