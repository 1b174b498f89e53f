import type { ComponentKind } from "@ordeal/model";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fabric } from "../../src/cluster/fabric.ts";
import { Fleet, type Holder } from "../../src/cluster/fleet.ts";
import { groundOf } from "../../src/cluster/ground.ts";
import { Integral } from "../../src/measure/integral.ts";
import { experimentOf } from "../support/run.ts";

/** Two supernodes of three nodes, two planes and two ToRs each, four ports a node; the job has the first four nodes. */
const NODES = 6;
const SUPERNODE = 3;
const PLANES = 2;
const PORTS = 4;
const TORS = 2;

const cluster = (more: object = {}) => {
  const scenario = experimentOf({
    cluster: {
      nodes: NODES,
      nodesPerSupernode: SUPERNODE,
      scaleUp: { planes: PLANES },
      scaleOut: { uplinks: PORTS, tors: TORS },
      ...more,
    },
    job: { nodes: 4 },
  });
  const { topology, placement } = groundOf(scenario);
  const told: Array<string> = [];
  const fleet = new Fleet(topology, placement, 4, new Integral(0), {
    nodeDown: (node) => told.push(`down ${node}`),
    nodeUp: (node) => told.push(`up ${node}`),
    serviceChanged: () => {},
  });
  return { fleet, fabric: new Fabric(topology, fleet), told };
};

/** Faults by id: a link's losses are by who they are. */
const faults = new Map<string, Holder>();
const fault = (id: string): Holder => {
  const known = faults.get(id) ?? { id };
  faults.set(id, known);
  return known;
};

interface Loss {
  readonly component: ComponentKind;
  readonly index: number;
  readonly faultId: string;
  readonly share: number;
}

/** Shares by definition, from a list of all losses: products over a link's faults, means over a node's links. */
class Naive {
  readonly losses: Array<Loss> = [];

  private link(component: ComponentKind, index: number): number {
    const ofLink = this.losses.filter((loss) => loss.component === component && loss.index === index);
    return ofLink.reduce((product, { share }) => product * share, 1);
  }

  uplink(node: number, port: number): number {
    const tor = Math.floor(node / SUPERNODE) * TORS + Math.floor((port * TORS) / PORTS);
    return this.link("uplink", node * PORTS + port) * this.link("tor", tor);
  }

  private mean(count: number, share: (index: number) => number): number {
    return Array.from({ length: count }, (_, index) => share(index)).reduce((sum, one) => sum + one, 0) / count;
  }

  node(node: number): number {
    const planes = this.mean(PLANES, (plane) => this.link("plane", Math.floor(node / SUPERNODE) * PLANES + plane));
    return Math.min(
      planes,
      this.mean(PORTS, (port) => this.uplink(node, port)),
    );
  }

  reduce(loss: Loss): void {
    this.restore(loss);
    this.losses.push(loss);
  }

  restore({ component, index, faultId }: Loss): boolean {
    const known = this.losses.findIndex(
      (loss) => loss.component === component && loss.index === index && loss.faultId === faultId,
    );
    if (known >= 0) this.losses.splice(known, 1);
    return known >= 0;
  }
}

const link = fc.oneof(
  fc.record({ component: fc.constant<ComponentKind>("uplink"), index: fc.nat(NODES * PORTS - 1) }),
  fc.record({ component: fc.constant<ComponentKind>("plane"), index: fc.nat(2 * PLANES - 1) }),
  fc.record({ component: fc.constant<ComponentKind>("tor"), index: fc.nat(2 * TORS - 1) }),
);
const moves = fc.array(
  fc.record({
    what: fc.constantFrom("reduce", "reduce", "restore", "restore", "together", "member"),
    link,
    faultId: fc.constantFrom("a", "b"),
    // Powers of two, so that products and means are exact in whatever order they are taken.
    share: fc.constantFrom(0, 0, 0.5, 0.25),
    nth: fc.nat(1_000),
  }),
  { maxLength: 40, size: "max" },
);
const all = Array.from({ length: NODES }, (_, node) => node);

test("a fabric has the shares that follow from its losses by definition, in any order of events", () => {
  fc.assert(
    fc.property(moves, (steps) => {
      const { fleet, fabric } = cluster();
      const naive = new Naive();
      const vacant: Array<number> = [];
      let nowUs = 0;
      for (const { what, link, faultId, share, nth } of steps) {
        nowUs++;
        const some = naive.losses[nth % Math.max(1, naive.losses.length)] ?? { ...link, faultId, share };
        if (what === "reduce") {
          fabric.reduce(nowUs, link.component, link.index, fault(faultId), share);
          naive.reduce({ ...link, faultId, share });
        } else if (what === "restore") {
          fabric.restore(nowUs, some.component, some.index, fault(some.faultId));
          naive.restore(some);
        } else if (what === "together") {
          // All that one fault did goes at once; nothing shows before the end.
          const [leastBefore, downBefore] = [fabric.leastShare(), [...fleet.nodesDown()]];
          fabric.defer();
          for (const loss of naive.losses.filter((loss) => loss.faultId === faultId)) {
            fabric.restore(nowUs, loss.component, loss.index, fault(faultId));
            naive.restore(loss);
          }
          if (naive.losses.length > 0) expect(fabric.leastShare()).toBe(leastBefore);
          expect([...fleet.nodesDown()]).toEqual(downBefore);
          fabric.flush(nowUs);
        } else if (what === "member") {
          // A node leaves the job, or a spare joins it: other paths are the job's.
          const slot = vacant.pop();
          if (slot !== undefined) {
            if (fleet.assign(slot, undefined, nowUs) < 0) vacant.push(slot);
          } else if (fleet.isInJob(nth % NODES)) vacant.push(fleet.remove(nth % NODES, nowUs));
        }
        const job = all.filter((node) => fleet.isInJob(node));
        expect(fabric.leastShare()).toBe(job.reduce((least, node) => Math.min(least, naive.node(node)), 1));
        const dead = all.filter((node) => naive.node(node) === 0);
        expect([...fleet.nodesDown()].sort((a, b) => a - b)).toEqual(dead);
        const { component, index } = link;
        const below =
          component === "uplink"
            ? [Math.floor(index / PORTS)]
            : all.filter((node) => Math.floor(node / SUPERNODE) === Math.floor(index / 2));
        expect(fabric.isDead(component, [index], "anybody")).toBe(below.some((node) => dead.includes(node)));
        expect(fabric.isDead(component, [index])).toBe(below.some((node) => dead.includes(node) && job.includes(node)));
        expect(fabric.isOnJobPath(component, index)).toBe(below.some((node) => job.includes(node)));
        if (component === "uplink")
          expect(fabric.uplinkShare(Math.floor(index / PORTS), index % PORTS)).toBe(
            naive.uplink(Math.floor(index / PORTS), index % PORTS),
          );
      }
    }),
    { numRuns: 100 },
  );
});

describe("a fabric", () => {
  test("holds a node that lost all its ports once, and lets it go with the first that comes back", () => {
    const { fabric, told } = cluster();
    for (let port = 0; port < PORTS; port++) fabric.reduce(1, "uplink", port, fault(`f${port}`), 0);
    fabric.reduce(2, "uplink", 0, fault("again"), 0.5);
    expect(told).toEqual(["down 0"]);
    fabric.restore(3, "uplink", 0, fault("again"));
    fabric.restore(4, "uplink", 1, fault("nobody's"));
    expect(told).toEqual(["down 0"]);
    fabric.restore(5, "uplink", 2, fault("f2"));
    expect(told).toEqual(["down 0", "up 0"]);
  });

  test("says of a component whether it carries any of the job's traffic still", () => {
    const { fabric } = cluster();
    expect([fabric.carriesJob("uplink", 0), fabric.carriesJob("uplink", 4 * PORTS)]).toEqual([true, false]);
    fabric.reduce(1, "uplink", 0, fault("a"), 0);
    fabric.reduce(1, "uplink", 1, fault("a"), 0.5);
    expect([fabric.carriesJob("uplink", 0), fabric.carriesJob("uplink", 1)]).toEqual([false, true]);
    fabric.reduce(1, "plane", 0, fault("a"), 0);
    expect([fabric.carriesJob("plane", 0), fabric.carriesJob("plane", 1)]).toEqual([false, true]);
    fabric.reduce(1, "tor", 1, fault("a"), 0);
    expect([fabric.carriesJob("uplink", 2), fabric.carriesJob("uplink", 1)]).toEqual([false, true]);
  });

  test("asks the ports that hang on a switch, and only those of the job, whether it carries traffic", () => {
    const { fabric } = cluster();
    // The second supernode has one node of the job, whose first two ports hang on its first ToR.
    fabric.reduce(1, "uplink", 3 * PORTS, fault("a"), 0);
    expect(fabric.carriesJob("tor", 2)).toBe(true);
    fabric.reduce(1, "uplink", 3 * PORTS + 1, fault("a"), 0);
    expect([fabric.carriesJob("tor", 2), fabric.carriesJob("tor", 3)]).toEqual([false, true]);
    fabric.restore(2, "uplink", 3 * PORTS + 1, fault("a"));
    fabric.reduce(3, "tor", 2, fault("b"), 0);
    expect(fabric.carriesJob("tor", 2)).toBe(false);
  });

  test("of nodes without ports, or without planes, depends on what links there are", () => {
    const portless = cluster({ scaleOut: { uplinks: 0, tors: 1 } });
    portless.fabric.reduce(1, "plane", 0, fault("a"), 0);
    expect([portless.fabric.leastShare(), portless.told]).toEqual([0.5, []]);
    portless.fabric.reduce(2, "plane", 1, fault("b"), 0);
    expect([portless.fabric.leastShare(), portless.told]).toEqual([0, ["down 0", "down 1", "down 2"]]);
    portless.fabric.restore(3, "plane", 0, fault("a"));
    expect(portless.told.slice(3)).toEqual(["up 0", "up 1", "up 2"]);
  });
});
