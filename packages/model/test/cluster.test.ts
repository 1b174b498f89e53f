import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cluster, cardsOf, loopsOf, nodesPerRackOf, racksPerSupernodeOf, supernodesOf } from "../src/index.ts";
import { read, refused, type Written } from "./support.ts";

const cluster = (more: Written = {}): Written => ({ name: "c", nodes: 1_750, ...more });

describe("a cluster", () => {
  test("is built like CloudMatrix384 unless it says otherwise", () => {
    expect(read(Cluster, cluster())).toMatchObject({
      cardsPerNode: 8,
      nodesPerSupernode: 48,
      scaleUp: { planes: 7 },
      scaleOut: { uplinks: 16, tors: 2 },
      failover: 5_000_000,
      cutProbability: 0,
      storage: { read: 2e12, write: 2e12 },
      pue: 1,
    });
  });

  test("keeps the other defaults of a part that is given in part", () => {
    const { scaleOut, cooling, storage } = read(
      Cluster,
      cluster({ scaleOut: { uplinks: 8 }, cooling: { tripC: 95 }, storage: { write: "1 TB/s" } }),
    );
    expect(scaleOut).toEqual({ uplinks: 8, tors: 2 });
    expect(cooling).toMatchObject({ tripC: 95, throttleC: 88, loadW: 700, speedMin: 0.5 });
    expect(storage).toEqual({ read: 2e12, write: 1e12 });
  });

  test.each([
    [{ name: "" }, 'name: expected text that is not empty, found ""'],
    [{ nodes: 0 }, "nodes: expected a value between 1 and 10000000, found 0"],
    [{ nodes: -3 }, "nodes: expected a value between 1 and 10000000, found -3"],
    [{ nodes: 2.5 }, "nodes: expected an integer, found 2.5"],
    [{ nodes: Number.NaN }, "nodes: expected an integer, found NaN"],
    [{ nodes: Number.POSITIVE_INFINITY }, "nodes: expected an integer, found Infinity"],
    [{ nodes: "many" }, 'nodes: expected number, found "many"'],
    [{ cardsPerNode: 65 }, "cardsPerNode: expected a value between 1 and 64, found 65"],
    [{ scaleUp: { planes: -1 } }, "scaleUp.planes: expected a value between 0 and 64, found -1"],
    [{ scaleUp: { plains: 3 } }, expect.stringContaining("scaleUp.plains: is not a field that Ordeal knows here")],
    [{ scaleOut: { tors: 3 } }, "scaleOut.tors: expected a value between 1 and 2, found 3"],
    [{ scaleOut: 16 }, "scaleOut: expected a mapping, found 16"],
    [{ pue: 0.9 }, "pue: expected a value between 1 and 10, found 0.9"],
    [
      { cardFlops: 0 },
      'cardFlops: expected a number of FLOP a second above zero, such as 752e12 or "989.4 TFLOPS", found 0',
    ],
    [
      { cardFlops: Number.POSITIVE_INFINITY },
      'cardFlops: expected a number of FLOP a second above zero, such as 752e12 or "989.4 TFLOPS", found Infinity',
    ],
    [{ cooling: { coolantC: "38 °C" } }, 'cooling.coolantC: expected number, found "38 °C"'],
    [{ cooling: { loadW: -1 } }, "cooling.loadW: expected a value greater than 0, found -1"],
  ])("is refused with %j", (more, expected) => {
    expect(refused(Cluster, cluster(more))).toEqual([expected]);
  });

  test("tells what is wrong in all of its parts at once", () => {
    const bad = {
      nodes: 1.5,
      scaleUp: { planes: "x" },
      scaleOut: { uplinks: 99, tors: 0 },
      storage: { read: "2 TB", write: -1, speed: 1 },
      cooling: { speedMin: 3, inletTimeConstant: 5, loops: [{ from: -1 }] },
      failover: "soon",
      repair: "1 hour",
    };
    expect(refused(Cluster, { ...bad }).map((line) => line.split(":")[0])).toEqual([
      "name",
      "nodes",
      "scaleUp.planes",
      "scaleOut.uplinks",
      "scaleOut.tors",
      "failover",
      "storage.speed",
      "storage.read",
      "storage.write",
      "cooling.loops[0].from",
      "cooling.loops[0].to",
      "cooling.speedMin",
      "cooling.inletTimeConstant",
      "repair",
    ]);
  });
});

describe("the counts of a cluster", () => {
  test("of 14,000 cards come to 36 supernodes and a part, with twelve racks each", () => {
    const shenzhen = read(Cluster, cluster());
    expect([cardsOf(shenzhen), supernodesOf(shenzhen), racksPerSupernodeOf(shenzhen)]).toEqual([14_000, 37, 12]);
  });

  test("have racks no larger than a supernode", () => {
    expect(nodesPerRackOf(read(Cluster, cluster({ nodesPerSupernode: 3 })))).toBe(3);
    expect(nodesPerRackOf(read(Cluster, cluster({ nodesPerSupernode: 30 })))).toBe(4);
    expect(nodesPerRackOf(read(Cluster, cluster({ nodesPerRack: 6 })))).toBe(6);
    expect(racksPerSupernodeOf(read(Cluster, cluster({ nodesPerSupernode: 7, nodesPerRack: 2 })))).toBe(4);
  });

  test("have loops that serve every supernode once, in order", () => {
    const sizes = fc.record({
      nodes: fc.integer({ min: 1, max: 2_000 }),
      nodesPerSupernode: fc.integer({ min: 1, max: 60 }),
      supernodesPerLoop: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(sizes, ({ supernodesPerLoop, ...counts }) => {
        const built = read(Cluster, cluster({ ...counts, cooling: { supernodesPerLoop } }));
        const served = loopsOf(built).flatMap(({ from, to }) =>
          Array.from({ length: to - from + 1 }, (_, i) => from + i),
        );
        expect(served).toEqual(Array.from({ length: supernodesOf(built) }, (_, i) => i));
      }),
    );
  });

  test("have the loops that are listed", () => {
    const loops = [
      { from: 1, to: 36 },
      { from: 0, to: 0 },
    ];
    expect(loopsOf(read(Cluster, cluster({ cooling: { loops } })))).toEqual(loops);
  });
});
