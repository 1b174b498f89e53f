import { describe, expect, test } from "vitest";
import { story, type Written } from "../support/run.ts";

/** Two supernodes of 6 nodes and one of 2; the job takes the first 8 nodes. */
const cluster = { nodes: 14, nodesPerSupernode: 6, cardsPerNode: 4, scaleUp: { planes: 3 }, scaleOut: { uplinks: 2 } };
const picked = (kind: string, target: string, more: Written & { own?: object } = {}): ReadonlyArray<string> => {
  const { own, faults = [], ...written } = more;
  const fault = { id: "it", kind, target, at: "100 seconds", duration: "1 second", ...own };
  const told = story({ duration: "3 minutes", cluster, job: { nodes: 8 }, ...written, faults: [...faults, fault] });
  return told.said("fault.started").find(({ faultId }) => faultId === "it")?.targets ?? [];
};
const seeds = Array.from({ length: 60 }, (_, seed) => seed);

describe("a selector", () => {
  test("picks a component by its address", () => {
    expect(picked("card.crash", "sn01/n05/c3")).toEqual(["sn01/n05/c3"]);
    expect(picked("link.down", "sn02/n01/up01")).toEqual(["sn02/n01/up01"]);
    expect(picked("link.down", "sn01/plane2")).toEqual(["sn01/plane2"]);
    expect(picked("switch.down", "tor01b")).toEqual(["tor01b"]);
    expect(picked("cooling.pump", "cdu2")).toEqual(["cdu2"]);
    expect(picked("power.rack", "sn01/rack01")).toEqual(["sn01/rack01"]);
    expect(picked("storage.down", "storage")).toEqual(["storage"]);
  });

  test("picks every component that a glob names, also in a supernode that is not full", () => {
    expect(picked("node.crash", "sn02/n*")).toEqual(["sn02/n00", "sn02/n01"]);
    expect(picked("node.crash", "sn*/n01")).toEqual(["sn00/n01", "sn01/n01", "sn02/n01"]);
    expect(picked("node.crash", "sn*/n*")).toHaveLength(14);
    expect(picked("card.slow", "sn00/n03/c*", { own: { speed: 0.9 } })).toHaveLength(4);
    expect(picked("switch.down", "tor*a")).toEqual(["tor00a", "tor01a", "tor02a"]);
    expect(picked("switch.down", "tor01*")).toEqual(["tor01a", "tor01b"]);
    expect(picked("cooling.pump", "cdu*")).toEqual(["cdu0", "cdu1", "cdu2"]);
    expect(picked("link.down", "sn01/plane*")).toHaveLength(3);
    expect(picked("power.rack", "sn02/rack*")).toEqual(["sn02/rack00"]);
  });

  test("draws so many different components below an address", () => {
    for (const seed of seeds) {
      const nodes = picked("node.crash", "3 random nodes of sn01", { seed });
      expect(new Set(nodes).size).toBe(3);
      expect(nodes.every((name) => name.startsWith("sn01/"))).toBe(true);
    }
  });

  test("draws from the whole cluster, from the job or from the spares, and reaches all of them", () => {
    const drawn = (target: string) => new Set(seeds.flatMap((seed) => picked("node.crash", target, { seed }))).size;
    expect(drawn("5 random nodes")).toBe(14);
    expect(drawn("3 nodes of the job")).toBe(8);
    expect(drawn("3 nodes of the spares")).toBe(6);
  });

  test("draws cards, links, planes, ToRs, racks and loops as well", () => {
    expect(picked("card.crash", "random card")[0]).toMatch(/^sn0\d\/n0\d\/c\d$/);
    expect(picked("card.crash", "a card of the job")[0]).toMatch(/^sn0[01]\/n0\d\/c\d$/);
    expect(picked("link.down", "2 random links of sn02/n00").toSorted()).toEqual(["sn02/n00/up00", "sn02/n00/up01"]);
    expect(picked("link.down", "a plane of sn01")[0]).toMatch(/^sn01\/plane[012]$/);
    expect(picked("switch.down", "a tor of sn01")[0]).toMatch(/^tor01[ab]$/);
    expect(picked("power.rack", "a rack of sn00")[0]).toMatch(/^sn00\/rack0[01]$/);
    expect(picked("cooling.pump", "random loop")[0]).toMatch(/^cdu[012]$/);
  });

  test("draws the same for the same seed and id, and something else for another", () => {
    const draw = (seed: number) => picked("card.crash", "random card", { seed });
    expect(seeds.map(draw)).toEqual(seeds.map(draw));
    expect(new Set(seeds.map((seed) => draw(seed)[0])).size).toBeGreaterThan(30);
  });

  test("draws nothing that is down already", () => {
    const down = { kind: "node.crash", target: "sn00/n*", at: "50 seconds" };
    for (const seed of seeds) {
      const [name] = picked("node.crash", "a node of the job", {
        seed,
        faults: [down],
        recovery: { detect: { crash: "5 minutes" } },
      });
      expect(["sn01/n00", "sn01/n01"]).toContain(name);
    }
  });

  test("that finds less than it asks for takes what there is", () => {
    expect(picked("node.crash", "5 nodes of sn02").toSorted()).toEqual(["sn02/n00", "sn02/n01"]);
  });

  test("that finds nothing skips the fault, and says so", () => {
    const told = story({
      job: { nodes: 6 },
      faults: [{ id: "none", kind: "node.crash", target: "a node of the spares", at: "1 minute" }],
    });
    expect(told.said("fault.skipped")).toMatchObject([
      { at: 60, faultId: "none", kind: "node.crash", reason: "no target" },
    ]);
    expect(told.result.counts).toMatchObject({ faults: 0, faultsSkipped: 1 });
  });

  test("finds the slowest card, or its node, of several slow ones", () => {
    const slow = (target: string, speed: number) => ({ kind: "card.slow", target, speed, at: "50 seconds" });
    const faults = [slow("sn00/n01/c1", 0.8), slow("sn00/n02/c3", 0.6), slow("sn00/n03/c0", 0.7)];
    expect(picked("card.crash", "the slowest card", { faults })).toEqual(["sn00/n02/c3"]);
    expect(picked("node.crash", "the slowest node", { faults })).toEqual(["sn00/n02"]);
    expect(picked("card.crash", "the slowest card")).toEqual([]);
  });

  test("follows the job to the nodes it has now", () => {
    const crash = { kind: "node.crash", target: "sn00/n*", at: "10 seconds" };
    const names = seeds.map(
      (seed) => picked("node.crash", "a node of the job", { seed, faults: [crash], own: { at: "170 seconds" } })[0],
    );
    expect(names.every((name) => !name?.startsWith("sn00/"))).toBe(true);
  });
});
