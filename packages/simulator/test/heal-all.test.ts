import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { neverSaves, Story } from "./support/run.ts";

const cluster = { nodes: 6, nodesPerSupernode: 3, scaleUp: { planes: 2 }, scaleOut: { uplinks: 4, tors: 2 } };

/** Faults of every kind that lasts, as people write them. */
const kinds = [
  { kind: "card.crash", target: "sn00/n01/c3" },
  { kind: "card.hang", target: "sn00/n01/c2", duration: "1 hour" },
  { kind: "card.slow", target: "sn00/n00/c1", speed: "50 %" },
  { kind: "card.slow", target: "sn00/n02/c1", speed: "70 %", detectAfter: "1 hour" },
  { kind: "card.corrupt", target: "sn00/n00/c0" },
  { kind: "node.crash", target: "sn00/n00" },
  { kind: "power.rack", target: "sn01/rack0" },
  { kind: "link.down", target: "sn00/n00/up01" },
  { kind: "link.down", target: "sn00/plane0" },
  { kind: "link.flap", target: "sn00/n01/up00", up: "1 second", down: "1 second" },
  { kind: "link.degrade", target: "sn00/plane1", share: "50 %" },
  { kind: "switch.down", target: "tor00a" },
  { kind: "cooling.pump", target: "cdu0", flow: "10 %" },
  { kind: "cooling.inlet", target: "cdu1", rise: 5 },
  { kind: "storage.slow", share: "50 %" },
  { kind: "storage.down" },
  { kind: "scheduler.stall" },
  { kind: "job.crash", at: "50 minutes" },
  { kind: "node.crash", target: "sn01/n00", every: { period: "100 seconds" }, duration: "1 hour" },
];

const withFaults = (chosen: ReadonlyArray<number>): Story =>
  new Story({
    duration: "10 hours",
    cluster,
    checkpoint: neverSaves,
    faults: chosen.map((index, nth) => ({ at: "10 seconds", ...kinds[index], id: `f${nth}` })).map(withoutAt),
  });

/** What repeats has no instant of its own. */
const withoutAt = (fault: object): object => {
  if (!("every" in fault)) return fault;
  const { at, ...rest } = fault as { readonly at?: unknown };
  return rest;
};

const chosen = fc.array(fc.nat(kinds.length - 1), { maxLength: 25 });

describe("many faults healed at once", () => {
  test("leave the cluster as it is when each is healed by itself, whatever they are", () => {
    fc.assert(
      fc.property(chosen, fc.integer({ min: 5, max: 1_200 }), (indexes, seconds) => {
        const [together, apart] = [withFaults(indexes).until(seconds), withFaults(indexes).until(seconds)];
        const ids = indexes.map((_, nth) => `f${nth}`);
        const there = ids.filter((id) => apart.run.heal(id));
        expect(together.run.healAll(ids)).toEqual(there);
        expect(together.run.injectedFaults()).toEqual([]);
        const [one, other] = [together.run.snapshot(), apart.run.snapshot()];
        expect(one.faults).toEqual([]);
        const { nodesDown, bandwidthShare, storageShare, sparesUsable, stepUs } = one;
        expect({ nodesDown, bandwidthShare, storageShare, stepUs }).toEqual({
          nodesDown: other.nodesDown,
          bandwidthShare: other.bandwidthShare,
          storageShare: other.storageShare,
          stepUs: other.stepUs,
        });
        expect(sparesUsable).toBe(other.sparesUsable);
        // The run goes on to its end, and is whole there.
        const end = together.until().run.snapshot();
        expect(end.nodesDown).toBe(0);
        expect(Object.values(end.ledgerUs).reduce((sum, us) => sum + us, 0)).toBe(end.atUs);
      }),
      { numRuns: 300 },
    );
  });

  test("are healed again without harm, and ids that nobody knows are passed over", () => {
    const told = withFaults([0, 5]).until(60);
    expect(told.run.healAll(["f1", "nobody", "f0", "f1"])).toEqual(["f1", "f0"]);
    expect(told.run.healAll(["f0", "f1"])).toEqual([]);
  });

  test("do not take others along whose ids only look alike", () => {
    const told = new Story({ cluster });
    told.until(10);
    told.run.inject({ kind: "storage.down" }, { id: "f" });
    told.run.inject({ kind: "storage.down" }, { id: "f#1" });
    expect(told.run.healAll(["f"])).toEqual(["f"]);
    expect(told.run.injectedFaults().map(({ faultId }) => faultId)).toEqual(["f#1"]);
  });
});
