import type { ClusterShape } from "@ordeal/model";
import { parseAddress } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Layout } from "../../src/live/layout.ts";

const shapeOf = (nodes: number, nodesPerSupernode: number, cardsPerNode: number): ClusterShape => ({
  title: "",
  seed: 1,
  endUs: 1,
  name: "",
  nodes,
  cardsPerNode,
  nodesPerSupernode,
  nodesPerRack: 1,
  planes: 7,
  uplinks: 8,
  tors: 2,
  loops: [],
  throttleC: 90,
  tripC: 105,
  jobNodes: nodes,
  spareScope: "anywhere",
});

test("the middle of every card is that card, in clusters of any shape", () => {
  const shapes = fc.record({
    nodes: fc.integer({ min: 1, max: 400 }),
    nodesPerSupernode: fc.integer({ min: 1, max: 80 }),
    cardsPerNode: fc.integer({ min: 1, max: 16 }),
    width: fc.integer({ min: 300, max: 1_600 }),
  });
  fc.assert(
    fc.property(shapes, ({ nodes, nodesPerSupernode, cardsPerNode, width }) => {
      const layout = new Layout(shapeOf(nodes, nodesPerSupernode, cardsPerNode), width, 600);
      for (const node of [0, Math.floor(nodes / 2), nodes - 1]) {
        for (let card = 0; card < cardsPerNode; card++) {
          const box = layout.cardOf(node, card);
          const address = parseAddress(layout.at(box.x + box.width / 2, box.y + box.height / 2) ?? "");
          expect(address).toEqual({
            component: "card",
            supernode: Math.floor(node / nodesPerSupernode),
            node: node % nodesPerSupernode,
            card,
          });
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("fourteen thousand cards fit, with the name, the planes and the switches of every supernode", () => {
  const layout = new Layout(shapeOf(1_750, 48, 8), 900, 620);
  expect(layout.height).toBeLessThanOrEqual(620);
  expect(layout.size).toBeGreaterThanOrEqual(4);
  expect(layout.hasHeaders).toBe(true);
  const strip = layout.stripOf(7);
  expect(strip.map(({ address }) => address)).toEqual([
    ...Array.from({ length: 7 }, (_, plane) => `sn07/plane${plane}`),
    "tor07a",
    "tor07b",
  ]);
  for (const { x, y, width, height, address } of strip) expect(layout.at(x + width / 2, y + height / 2)).toBe(address);
});

test("beside the cluster there is nothing", () => {
  const layout = new Layout(shapeOf(10, 4, 8), 800, 600);
  expect(layout.at(-1, 5)).toBeUndefined();
  expect(layout.at(799, 5)).toBeUndefined();
  expect(layout.at(5, 5_000)).toBeUndefined();
});
