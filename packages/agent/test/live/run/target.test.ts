import { decodeFault, type FaultSpec } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Targets } from "../../../src/live/run/target.ts";
import { scenarioOf } from "../scenario.ts";

const scenario = scenarioOf({ nodes: 5, cardsPerNode: 2, nodesPerSupernode: 3, nodesPerRack: 2 });
const scene = { jobNodes: new Set([0, 1, 2]), speeds: new Map([["sn00/n02/c1", 0.5]]) };

const fault = (fields: object): FaultSpec => {
  const decoded = decodeFault({ at: "1 second", ...fields }, scenario);
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};
const names = (fields: object, { seed = 1, id = "a" } = {}) =>
  new Targets(scenario, seed).pick(fault(fields), id, scene).map(({ name }) => name);

describe("what a fault strikes in a lab", () => {
  test("is what its address names, with the nodes that it has or lies in", () => {
    const [card] = new Targets(scenario, 1).pick(fault({ kind: "card.crash", target: "sn01/n00/c1" }), "a", scene);
    expect(card).toMatchObject({ name: "sn01/n00/c1", nodes: [3] });
    const [rack] = new Targets(scenario, 1).pick(fault({ kind: "power.rack", target: "sn00/rack00" }), "a", scene);
    expect(rack).toMatchObject({ nodes: [0, 1] });
    const [tor] = new Targets(scenario, 1).pick(fault({ kind: "switch.down", target: "tor01a" }), "a", scene);
    expect(tor).toMatchObject({ nodes: [3, 4] });
  });

  test("is every component of a glob that is there, and the only one where none is named", () => {
    expect(names({ kind: "node.crash", target: "sn01/n*" })).toEqual(["sn01/n00", "sn01/n01"]);
    expect(names({ kind: "job.crash" })).toEqual(["job"]);
    expect(names({ kind: "storage.down", duration: "1 s" })).toEqual(["storage"]);
    expect(names({ kind: "checkpoint.corrupt" })).toEqual(["tier/storage"]);
  });

  test("is drawn alike from the same seed and id, within its scope, and no component twice", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000 }),
        fc.string(),
        fc.integer({ min: 1, max: 6 }),
        (seed, id, count) => {
          const drawn = names({ kind: "card.crash", target: `${count} random cards of the job` }, { seed, id });
          expect(drawn).toHaveLength(count);
          expect(new Set(drawn).size).toBe(count);
          expect(names({ kind: "card.crash", target: `${count} random cards of the job` }, { seed, id })).toEqual(
            drawn,
          );
          for (const name of drawn) expect(name).toMatch(/^sn00\/n0[012]\//);
        },
      ),
      { numRuns: 30 },
    );
    const seeds = new Set(
      Array.from({ length: 40 }, (_, seed) => names({ kind: "node.crash", target: "a node" }, { seed })[0]),
    );
    expect(seeds.size).toBe(5);
    expect(names({ kind: "node.crash", target: "2 random nodes of the spares" }).sort()).toEqual([
      "sn01/n00",
      "sn01/n01",
    ]);
  });

  test("is the slowest card, or node, of the job", () => {
    expect(names({ kind: "card.crash", target: "the slowest card" })).toEqual(["sn00/n02/c1"]);
    expect(names({ kind: "node.crash", target: "the slowest node" })).toEqual(["sn00/n02"]);
  });
});
