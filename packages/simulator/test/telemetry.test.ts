import { describe, expect, test } from "vitest";
import { neverSaves, Story, type Written } from "./support/run.ts";

/** Two supernodes of six nodes in racks of two, eight cards and sixteen ports each; the job has the first four nodes. */
const cluster = {
  nodes: 12,
  nodesPerSupernode: 6,
  nodesPerRack: 2,
  scaleUp: { planes: 2 },
  scaleOut: { uplinks: 16, tors: 2 },
};
const seenAt = (seconds: number, faults: ReadonlyArray<object>, more: Written = {}) =>
  new Story({ checkpoint: neverSaves, ...more, cluster: { ...cluster, ...more.cluster }, faults })
    .until(seconds)
    .run.telemetry();
const at = (fault: object) => ({ at: "100 seconds", duration: "1000 seconds", ...fault });
const named = ({ cards }: ReturnType<typeof seenAt>) => cards.map(({ node, card }) => `${node}/c${card}`);
const cardsOf = (...nodes: ReadonlyArray<string>) =>
  nodes.flatMap((node) => Array.from({ length: 8 }, (_, card) => `${node}/c${card}`));

describe("the sensors of a cluster", () => {
  test("show no card while all are well, and supernodes as warm and as thirsty as their load", () => {
    const seen = seenAt(2_000, []);
    expect(seen).toMatchObject({ cardsTotal: 96, cards: [], cardsLeftOut: 0, supernodesLeftOut: 0 });
    const [busy, idle] = seen.supernodes;
    expect(busy).toMatchObject({ supernode: "sn00", cards: 48, cardsHealthy: 48, powerW: 48 * 700, nodesDown: 0 });
    expect(busy?.temperatureC).toBeCloseTo(38 + 700 / 33.3, 3);
    expect(idle).toMatchObject({ supernode: "sn01", cardsHealthy: 48, powerW: 48 * 150, nodesDown: 0 });
    expect(idle?.temperatureC).toBeCloseTo(38 + 150 / 33.3, 3);
  });

  test("show a card that crashed, and not the others of its node, which is down", () => {
    const seen = seenAt(105, [at({ kind: "card.crash", target: "sn00/n01/c3" })]);
    expect(named(seen)).toEqual(["sn00/n01/c3"]);
    expect(seen.cards[0]).toMatchObject({ healthy: false, powerW: 0, clockShare: 0, linkUp: true, inJob: true });
    expect(seen.supernodes[0]).toMatchObject({ cardsHealthy: 47, nodesDown: 1 });
    expect(seen.supernodes[1]).toMatchObject({ cardsHealthy: 48, nodesDown: 0 });
  });

  test("show every card of a node that crashed, and of a rack without power, as one that draws nothing", () => {
    const crash = seenAt(110, [at({ kind: "node.crash", target: "sn01/n02" })]);
    expect(named(crash)).toEqual(cardsOf("sn01/n02"));
    const rack = seenAt(110, [at({ kind: "power.rack", target: "sn01/rack01" })]);
    expect(named(rack)).toEqual(cardsOf("sn01/n02", "sn01/n03"));
    for (const { healthy, powerW, clockShare, inJob } of rack.cards) {
      expect({ healthy, powerW, clockShare, inJob }).toEqual({
        healthy: false,
        powerW: 0,
        clockShare: 0,
        inJob: false,
      });
    }
    expect(rack.supernodes[1]).toMatchObject({ cardsHealthy: 32, powerW: 32 * 150, nodesDown: 2 });
  });

  test("show no card of a node that is only kept out of use", () => {
    const slow = { kind: "card.slow", target: "sn00/n01/c0", speed: 0.5, detectAfter: "50 seconds" };
    const seen = seenAt(500, [at({ ...slow, duration: "1 hour" })]);
    expect(seen.supernodes[0]).toMatchObject({ cardsHealthy: 48, nodesDown: 1 });
    expect(seen.cards).toEqual([]);
  });

  test("show nothing of a silent fault, of a plane, or of what is not in the cluster", () => {
    const silent = [
      { kind: "card.corrupt", target: "sn00/n00/c0", duration: undefined },
      { kind: "card.slow", target: "sn00/n00/c1", speed: 0.5 },
      { kind: "link.down", target: "sn00/plane0" },
      { kind: "storage.down" },
    ];
    expect(
      seenAt(
        200,
        silent.map(at).map((fault) => JSON.parse(JSON.stringify(fault))),
      ).cards,
    ).toEqual([]);
  });

  test("show the card whose port is lost, and all that hang on a switch", () => {
    const port = seenAt(110, [at({ kind: "link.down", target: "sn00/n02/up05" })]);
    expect(named(port)).toEqual(["sn00/n02/c2"]);
    expect(port.cards[0]).toMatchObject({ healthy: true, linkUp: false });
    const tor = seenAt(110, [at({ kind: "switch.down", target: "tor01b" })]);
    expect(named(tor)).toEqual(
      cardsOf(...Array.from({ length: 6 }, (_, node) => `sn01/n0${node}`)).filter((name) => /c[4-7]$/.test(name)),
    );
    expect(tor.supernodes.map(({ cardsHealthy }) => cardsHealthy)).toEqual([48, 48]);
  });

  test("show a warm loop's cards at their clock, with the power that leaves them", () => {
    const seen = seenAt(1_000, [at({ kind: "cooling.pump", target: "cdu0", flow: 0.3 })]);
    expect(seen.cards).toHaveLength(48);
    const [first] = seen.cards;
    const clock = first?.clockShare as number;
    expect(clock).toBeGreaterThan(0.5);
    expect(clock).toBeLessThan(1);
    expect(first?.powerW).toBeCloseTo(150 + clock * 550, 6);
    expect(seen.supernodes[0]?.powerW).toBeCloseTo(48 * (150 + clock * 550), 6);
    const tripped = seenAt(200, [at({ kind: "cooling.leak", target: "cdu0" })]);
    expect(tripped.cards.every(({ healthy, powerW }) => !healthy && powerW === 0)).toBe(true);
    expect(tripped.supernodes[0]).toMatchObject({ cardsHealthy: 0, powerW: 0, nodesDown: 6 });
  });

  test("count a card once that two faults struck", () => {
    const seen = seenAt(110, [
      at({ kind: "card.crash", target: "sn01/n02/c0" }),
      at({ kind: "power.rack", target: "sn01/rack01" }),
      at({ kind: "node.crash", target: "sn01/n03" }),
    ]);
    expect(named(seen)).toEqual(cardsOf("sn01/n02", "sn01/n03"));
    expect(seen.supernodes[1]).toMatchObject({ cardsHealthy: 32, nodesDown: 2 });
  });

  test("are read up to a bound in a large cluster, and say how many more there are", () => {
    const large = { nodes: 4_000, nodesPerSupernode: 2 };
    const seen = seenAt(110, [at({ kind: "node.crash", target: "sn*/n*" })], { cluster: large, duration: "3 minutes" });
    expect(seen.cards).toHaveLength(4_096);
    expect(seen.cards.length + seen.cardsLeftOut).toBe(32_000);
    expect(seen.supernodes).toHaveLength(1_024);
    expect(seen.supernodesLeftOut).toBe(2_000 - 1_024);
    expect(seen.supernodes.every(({ cardsHealthy, nodesDown }) => cardsHealthy === 0 && nodesDown === 2)).toBe(true);
  });

  test("look at a supernode whole or not at all, where the bound lies in the middle of one", () => {
    // 54 supernodes of 300 cards are 16,200; the next would go beyond 16,384.
    const large = { nodes: 2_400, nodesPerSupernode: 12, cardsPerNode: 25 };
    const seen = seenAt(110, [at({ kind: "node.crash", target: "sn*/n*" })], { cluster: large, duration: "3 minutes" });
    expect(seen.supernodes).toHaveLength(54);
    expect(seen.supernodes.every(({ cardsHealthy, nodesDown }) => cardsHealthy === 0 && nodesDown === 12)).toBe(true);
    expect(seen.cards.length + seen.cardsLeftOut).toBe(60_000);
  });

  test("list supernodes that something is wrong with before any other", () => {
    const large = { nodes: 4_000, nodesPerSupernode: 2 };
    const seen = seenAt(110, [at({ kind: "node.crash", target: "sn1999/n01" })], {
      cluster: large,
      duration: "3 minutes",
    });
    expect(seen.supernodes).toHaveLength(1_024);
    expect(seen.supernodes.at(-1)).toMatchObject({ supernode: "sn1999", cardsHealthy: 8, nodesDown: 1 });
  });
});
