import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { problemsOf } from "../support.ts";

const cooling = (more: Readonly<Record<string, unknown>>) => problemsOf({ cluster: { cooling: more } });

describe("cooling", () => {
  test.each([
    [{ tripC: 80 }, "tripC: expected more than throttleC (88 °C), found 80 °C"],
    [{ tripC: 88 }, "tripC: expected more than throttleC (88 °C), found 88 °C"],
    [{ throttleC: 120 }, "tripC: expected more than throttleC (120 °C), found 100 °C"],
    [{ resumeC: 90 }, "throttleC: expected more than resumeC (90 °C), found 88 °C"],
    [{ coolantC: 85 }, "resumeC: expected more than coolantC (85 °C), found 83 °C"],
    [{ idleW: 701 }, "idleW: expected at most loadW (700 W), found 701 W"],
    [
      { ambientConductanceWPerK: 40 },
      "ambientConductanceWPerK: expected at most conductanceWPerK (33.3 W/K), found 40 W/K",
    ],
  ])("is refused with %j", (more, expected) => {
    expect(cooling(more)).toEqual([`cluster.cooling.${expected}`]);
  });
});

test("cards may idle at full power, and cool by their surroundings alone", () => {
  expect(cooling({ idleW: 700 })).toEqual([]);
  expect(cooling({ ambientConductanceWPerK: 33.3 })).toEqual([]);
});

describe("cooling loops", () => {
  /** Six nodes, one a supernode. */
  const loops = (...pairs: ReadonlyArray<readonly [number, number]>) =>
    problemsOf({
      cluster: { nodesPerSupernode: 1, cooling: { loops: pairs.map(([from, to]) => ({ from, to })) } },
    });

  test("may be listed in any order", () => {
    expect(loops([0, 5])).toEqual([]);
    expect(loops([3, 5], [0, 0], [1, 2])).toEqual([]);
  });

  test.each([
    ["all of them", [], 0],
    ["the first", [[1, 5]], 0],
    [
      "one between",
      [
        [0, 2],
        [4, 5],
      ],
      3,
    ],
    ["the last", [[0, 4]], 5],
    [
      "one between, of several",
      [
        [4, 4],
        [0, 1],
      ],
      2,
    ],
  ] as const)("missing %s are told by the first supernode without one", (_, pairs, supernode) => {
    expect(loops(...pairs)).toEqual([
      `cluster.cooling.loops: expected a loop for every supernode, found none for sn0${supernode}`,
    ]);
  });

  test.each([
    [
      [
        [0, 3],
        [3, 5],
      ],
      1,
      "sn03",
      "cdu0",
    ],
    [
      [
        [3, 5],
        [0, 3],
      ],
      1,
      "sn03",
      "cdu0",
    ],
    [
      [
        [0, 5],
        [2, 3],
      ],
      1,
      "sn02",
      "cdu0",
    ],
    [
      [
        [2, 3],
        [0, 5],
      ],
      1,
      "sn02",
      "cdu0",
    ],
    [
      [
        [0, 5],
        [0, 5],
      ],
      1,
      "sn00",
      "cdu0",
    ],
    [
      [
        [0, 2],
        [3, 4],
        [4, 5],
      ],
      2,
      "sn04",
      "cdu1",
    ],
  ] as const)("that overlap, as in %j, are told with a supernode that has two", (pairs, loop, supernode, other) => {
    expect(loops(...pairs)).toEqual([
      `cluster.cooling.loops[${loop}]: expected one loop a supernode, found ${supernode} in loop ${other} too`,
    ]);
  });

  test("that overlap and leave a gap are told both", () => {
    expect(loops([0, 2], [1, 3])).toEqual([
      "cluster.cooling.loops[1]: expected one loop a supernode, found sn01 in loop cdu0 too",
      "cluster.cooling.loops: expected a loop for every supernode, found none for sn04",
    ]);
  });

  test.each([
    [[0, 6], "from 0 to 6"],
    [[9, 9], "from 9 to 9"],
    [[3, 1], "from 3 to 1"],
  ] as const)(
    "of supernodes that do not exist, as %j, are told without guessing what they should have served",
    (pair, found) => {
      expect(loops([0, 0], pair)).toEqual([
        `cluster.cooling.loops[1]: expected from and to between 0 and 5, and from at most to, found ${found}`,
      ]);
    },
  );

  test("are not blamed when nobody knows how many supernodes there are", () => {
    const listed = { cooling: { loops: [{ from: 1, to: 1 }] } };
    for (const key of ["nodes", "nodesPerSupernode"]) {
      expect(problemsOf({ cluster: { ...listed, [key]: 0 } })).toEqual([
        expect.stringMatching(new RegExp(`^cluster\\.${key}: expected a value between 1 and `)),
      ]);
    }
  });

  test("that are missing altogether are told once, whatever should strike them", () => {
    const faults = [{ kind: "cooling.leak", target: "cdu0", at: "1 hour" }];
    expect(problemsOf({ faults, cluster: { cooling: { loops: [] } } })).toEqual([
      "cluster.cooling.loops: expected a loop for every supernode, found none for sn00",
    ]);
  });

  test("are listed, or a number of supernodes is given, and not both", () => {
    expect(cooling({ supernodesPerLoop: 2, loops: [{ from: 0, to: 1 }] })).toEqual([
      "cluster.cooling.supernodesPerLoop: expected either loops or supernodesPerLoop, found both",
    ]);
  });

  test("are good exactly when each supernode is in one", () => {
    const pair = fc.tuple(fc.nat(5), fc.nat(5));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 6 }), (pairs) => {
        const served = pairs.flatMap(([from, to]) =>
          Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i),
        );
        const isOneEach = pairs.every(([from, to]) => from <= to) && served.sort().join() === "0,1,2,3,4,5";
        expect(loops(...pairs).length === 0).toBe(isOneEach);
      }),
    );
  });

  test("are checked quickly however many overlap", () => {
    const many = Array.from({ length: 5_000 }, () => ({ from: 0, to: 999_999 }));
    const startedMs = performance.now();
    const problems = problemsOf({ cluster: { nodes: 1_000_000, nodesPerSupernode: 1, cooling: { loops: many } } });
    expect(problems).toHaveLength(4_999);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
