import { describe, expect, test } from "vitest";
import { neverSaves, story, type Written } from "../support/run.ts";

const linked = (written: Written): Written => ({ checkpoint: neverSaves, job: { linearity: 0.9 }, ...written });

describe("a switch that is down", () => {
  const tor = { id: "tor", kind: "switch.down", target: "tor00a", at: "105 seconds" };

  test("takes half of the ports of every node when there are two", () => {
    const told = story(linked({ faults: [tor] }));
    expect(told.said("speed.changed")).toMatchObject([{ at: 105, stepUs: 11e6 }]);
    // From 115 s on steps of 11 s, of which 10 s are healthy; the last one is cut by the end.
    expect(told.ledger.stalled).toBe(5);
    expect(told.ledger.degraded).toBeCloseTo((3600 - 115) / 11, 5);
  });

  test("adds to ports that the slowest node had lost already", () => {
    const port = { kind: "link.down", target: "2 random uplinks of sn00/n01", at: "50 seconds" };
    const told = story(linked({ cluster: { scaleOut: { uplinks: 16, tors: 2 } }, faults: [port, tor] }));
    // Ports 0 to 7 are tor00a's: what is left of the 8 others depends on which two were lost.
    const lost = told.said("fault.started").flatMap(({ targets }) => targets.filter((name) => name.includes("/up")));
    const left = 8 - lost.filter((name) => Number(name.slice(-2)) >= 8).length;
    expect(told.said("speed.changed").at(-1)).toEqual({ at: 105, stepUs: Math.round(9e6 + 16e6 / left) });
  });

  test("cuts all paths of its supernode when there is no other", () => {
    const cluster = { scaleOut: { uplinks: 16, tors: 1 } };
    const told = story(linked({ cluster, faults: [{ ...tor, duration: "30 seconds" }] }));
    expect(told.times("path.cut")).toEqual([105]);
    expect(told.ledger).toEqual({ productive: 3570, stalled: 30 });
  });

  test("of the other supernode, where the job has no node, is not noticed", () => {
    const cluster = { nodes: 12 };
    const told = story(linked({ cluster, faults: [{ ...tor, target: "tor01a" }] }));
    expect(told.ledger).toEqual({ productive: 3600 });
  });

  test("in a plane takes that plane", () => {
    const told = story(linked({ faults: [{ ...tor, target: "sn00/plane0" }] }));
    expect(told.said("speed.changed")).toMatchObject([{ at: 105, stepUs: Math.round(9e6 + 7e6 / 6) }]);
  });

  test("of both sides leaves no path", () => {
    const told = story(linked({ faults: [{ ...tor, target: "tor00*", duration: "30 seconds" }] }));
    expect(told.ledger).toEqual({ productive: 3570, stalled: 30 });
  });

  // Node 1 lost port 1, the only one on side b; with side a down it has none left.
  test("that takes a node's last ports cuts its path", () => {
    const cluster = { scaleOut: { uplinks: 2, tors: 2 } };
    const port = { kind: "link.down", target: "sn00/n01/up01", at: "50 seconds" };
    const told = story(linked({ cluster, faults: [port, { ...tor, duration: "30 seconds" }] }));
    expect(told.times("path.cut")).toEqual([105]);
    expect(told.ledger.stalled).toBe(5 + 30);
  });
});
