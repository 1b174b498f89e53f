import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fleet, type Holder, type Role } from "../../src/cluster/fleet.ts";
import { groundOf } from "../../src/cluster/ground.ts";
import { Integral } from "../../src/measure/integral.ts";
import { experimentOf } from "../support/run.ts";

/** Three supernodes of 4, 4 and 2 nodes; the job takes 6 of them, packed or spread. */
const NODES = 10;
const SLOTS = 6;
const NODES_PER_SUPERNODE = 4;

const fleetOf = (isSpread: boolean) => {
  const scenario = experimentOf({
    cluster: { nodes: NODES, nodesPerSupernode: NODES_PER_SUPERNODE },
    job: { nodes: SLOTS },
    recovery: { spareScope: isSpread ? "supernode" : "anywhere" },
  });
  const { topology, placement } = groundOf(scenario);
  const down = new Integral(0);
  const told: Array<string> = [];
  const served: Array<readonly [supernode: number, atUs: number]> = [];
  const fleet = new Fleet(topology, placement, SLOTS, down, {
    nodeDown: (node, holder) => told.push(`down ${node} ${holder.id}`),
    nodeUp: (node) => told.push(`up ${node}`),
    serviceChanged: (supernode, atUs) => served.push([supernode, atUs]),
  });
  return { fleet, placement, down, told, served };
};

/** The same by lists: what every node is, what holds it, and who stands in which slot. */
class Naive {
  readonly roles: Array<Role>;
  readonly held: Array<Array<Holder>> = Array.from({ length: NODES }, () => []);
  readonly slots: Array<number>;
  readonly told: Array<string> = [];
  sparesLowest: number;

  constructor(jobNodes: ReadonlyArray<number>) {
    this.slots = [...jobNodes];
    this.roles = Array.from({ length: NODES }, (_, node) => (jobNodes.includes(node) ? "job" : "spare"));
    this.sparesLowest = this.spares().length;
  }

  nodes(is: (node: number) => boolean): Array<number> {
    return Array.from({ length: NODES }, (_, node) => node).filter(is);
  }

  isUsable(node: number): boolean {
    return this.held[node]?.length === 0;
  }

  spares(supernode?: number): Array<number> {
    const isThere = (node: number) => supernode === undefined || Math.floor(node / NODES_PER_SUPERNODE) === supernode;
    return this.nodes((node) => this.roles[node] === "spare" && this.isUsable(node) && isThere(node));
  }

  hold(node: number, holder: Holder): void {
    const holders = this.held[node] as Array<Holder>;
    if (holders.includes(holder)) return;
    if (holders.length === 0) this.told.push(`down ${node} ${holder.id}`);
    holders.push(holder);
  }

  release(node: number, holder: Holder): void {
    const holders = this.held[node] as Array<Holder>;
    if (!holders.includes(holder)) return;
    holders.splice(holders.indexOf(holder), 1);
    if (holders.length === 0) this.told.push(`up ${node}`);
  }

  state(): object {
    const inJob = (supernode: number) =>
      this.slots.filter((node) => Math.floor(node / NODES_PER_SUPERNODE) === supernode).length;
    return {
      counts: [this.spares().length, this.sparesLowest, this.slots.filter((node) => node >= 0).length],
      unusableInJob: this.nodes((node) => this.roles[node] === "job" && !this.isUsable(node)),
      nodesDown: this.nodes((node) => !this.isUsable(node)),
      nodes: this.roles.map((role, node) => [role, this.isUsable(node), this.slots.indexOf(node), this.held[node]]),
      slots: this.slots,
      supernodes: [0, 1, 2].map((one) => [inJob(one), inJob(one) > 0, this.spares(one).length]),
    };
  }
}

/** Everything that a fleet tells of itself. */
const stateOf = (fleet: Fleet): object => ({
  counts: [fleet.sparesUsable, fleet.sparesLowest, fleet.jobNodes],
  unusableInJob: [...fleet.unusableInJob].sort((a, b) => a - b),
  nodesDown: [...fleet.nodesDown()].sort((a, b) => a - b),
  nodes: Array.from({ length: NODES }, (_, node) => [
    fleet.role(node),
    fleet.isUsable(node),
    fleet.slotOf(node),
    [...fleet.holdersOf(node)],
  ]),
  slots: Array.from({ length: SLOTS }, (_, slot) => fleet.nodeInSlot(slot)),
  supernodes: [0, 1, 2].map((one) => [
    fleet.jobNodesOfSupernode(one),
    fleet.hasJobNodes(one, one + 1),
    fleet.sparesIn(one),
  ]),
});

const moves = fc.array(
  fc.record({
    what: fc.constantFrom("hold", "hold", "release", "release", "remove", "assign", "assign in", "role", "role"),
    node: fc.nat(NODES - 1),
    holder: fc.nat(2),
    isSpare: fc.boolean(),
    afterUs: fc.nat(20),
  }),
  { maxLength: 60, size: "max" },
);
const holders: ReadonlyArray<Holder> = [{ id: "a" }, { id: "b" }, { id: "c" }];

test("a fleet counts and places nodes as plain lists do, in any order of events", () => {
  fc.assert(
    fc.property(fc.boolean(), moves, (isSpread, all) => {
      const { fleet, placement, down, told } = fleetOf(isSpread);
      const naive = new Naive(Array.from({ length: SLOTS }, (_, slot) => placement.nodeAt(slot)));
      let nowUs = 0;
      let usableUs = 0;
      let downUs = 0;
      for (const { what, node, holder: index, isSpare, afterUs } of all) {
        nowUs += afterUs;
        usableUs += afterUs * naive.slots.filter((one) => one >= 0 && naive.isUsable(one)).length;
        downUs += afterUs * naive.nodes((one) => !naive.isUsable(one)).length;
        const holder = holders[index] as Holder;
        const slot = naive.slots.indexOf(node);
        const vacant = naive.slots.indexOf(-1);
        if (what === "hold") {
          fleet.hold(node, holder, nowUs);
          naive.hold(node, holder);
        } else if (what === "release") {
          fleet.release(node, holder, nowUs);
          naive.release(node, holder);
        } else if (what === "remove" && slot >= 0) {
          expect(fleet.remove(node, nowUs)).toBe(slot);
          naive.roles[node] = "out";
          naive.slots[slot] = -1;
        } else if (what === "role" && slot < 0 && naive.roles[node] !== (isSpare ? "spare" : "quarantined")) {
          fleet.setRole(node, isSpare ? "spare" : "quarantined");
          naive.roles[node] = isSpare ? "spare" : "quarantined";
        } else if (what.startsWith("assign") && vacant >= 0) {
          const supernode = what === "assign" ? undefined : Math.floor(node / NODES_PER_SUPERNODE);
          // The first in the order of addresses.
          const taken = naive.spares(supernode)[0] ?? -1;
          expect(fleet.assign(vacant, supernode, nowUs)).toBe(taken);
          if (taken >= 0) {
            naive.roles[taken] = "job";
            naive.slots[vacant] = taken;
          }
        }
        naive.sparesLowest = Math.min(naive.sparesLowest, naive.spares().length);
        // As text: comparing two deep objects so often takes longer than all the rest.
        expect(JSON.stringify(stateOf(fleet))).toBe(JSON.stringify(naive.state()));
      }
      expect(told).toEqual(naive.told);
      expect(fleet.usableInJob.by(nowUs)).toBe(usableUs);
      expect(down.by(nowUs)).toBe(downUs);
    }),
    { numRuns: 100 },
  );
});

describe("a fleet", () => {
  test("says that the job's nodes changed whenever one joins or leaves, and only then", () => {
    const { fleet } = fleetOf(false);
    const [fault] = holders as [Holder];
    const before = fleet.membership;
    fleet.hold(0, fault, 1);
    fleet.setRole(9, "quarantined");
    expect(fleet.membership).toBe(before);
    fleet.remove(0, 1);
    const without = fleet.membership;
    expect(without).not.toBe(before);
    fleet.assign(0, undefined, 1);
    expect(fleet.membership).not.toBe(without);
  });

  // Supernodes of four nodes; the job has the first six.
  test("tells when a supernode has its first node of the job, and when it has lost the last one", () => {
    const { fleet, served } = fleetOf(false);
    const [fault] = holders as [Holder];
    for (const node of [6, 7]) fleet.hold(node, fault, 0);
    fleet.remove(4, 1);
    expect(served).toEqual([]);
    fleet.remove(5, 2);
    expect([fleet.assign(4, undefined, 3), fleet.assign(5, undefined, 4)]).toEqual([8, 9]);
    expect(served).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  test("tells whoever listens after it knows itself: a node that is back may be given another role at once", () => {
    const { topology, placement } = groundOf(
      experimentOf({ cluster: { nodes: 6, nodesPerSupernode: 6 }, job: { nodes: 4 } }),
    );
    const spares: Array<number> = [];
    const fleet: Fleet = new Fleet(topology, placement, 4, new Integral(0), {
      nodeDown: () => spares.push(fleet.sparesUsable),
      nodeUp: (node) => {
        spares.push(fleet.sparesUsable);
        fleet.setRole(node, "quarantined");
      },
      serviceChanged: () => {},
    });
    const [fault] = holders as [Holder];
    fleet.hold(4, fault, 0);
    fleet.release(4, fault, 1);
    expect([...spares, fleet.sparesUsable]).toEqual([1, 2, 1]);
  });
});
