import { describe, expect, test } from "vitest";
import { Story, story } from "../support/run.ts";

const crash = (target: string, at: number) => ({
  kind: "node.crash",
  target,
  at: `${at} seconds`,
  duration: "100 seconds",
});
const quarantine = { faults: 2, window: "20 minutes" };

describe("a repeat offender", () => {
  test("is not used again after so many faults within the window", () => {
    const told = story({ recovery: { quarantine }, faults: [crash("sn00/n04", 100), crash("sn00/n04", 1000)] });
    expect(told.said("node.quarantined")).toMatchObject([{ at: 1100, node: "sn00/n04", untilUs: null }]);
    expect(told.run.snapshot().sparesUsable).toBe(1);
    expect(told.result.metrics.sparesLowest).toBe(1);
  });

  test("is one only if the faults are no further apart than the window", () => {
    const at = (seconds: number) =>
      story({ recovery: { quarantine }, faults: [crash("sn00/n04", 100), crash("sn00/n04", seconds)] });
    expect(at(1300).times("node.quarantined")).toEqual([1400]);
    expect(at(1301).times("node.quarantined")).toEqual([]);
  });

  test("is judged by its own faults, not by its neighbours'", () => {
    const told = story({ recovery: { quarantine }, faults: [crash("sn00/n04", 100), crash("sn00/n05", 1000)] });
    expect(told.times("node.quarantined")).toEqual([]);
  });

  test("from the job is quarantined once it is mended", () => {
    const told = story({
      recovery: { quarantine: { faults: 1, window: "1 hour" } },
      faults: [crash("sn00/n01", 1005)],
    });
    expect(told.said("node.removed")).toMatchObject([{ at: 1015, node: "sn00/n01" }]);
    expect(told.times("node.quarantined")).toEqual([1105]);
    expect(told.run.snapshot().sparesUsable).toBe(1);
  });

  test("does not replace a failed node", () => {
    const faults = [crash("sn00/n04", 100), crash("sn00/n04", 400), crash("sn00/n01", 1005)];
    const told = story({ recovery: { quarantine }, faults });
    expect(told.said("node.assigned")).toMatchObject([{ node: "sn00/n05" }]);
    const alone = story({ cluster: { nodes: 5 }, recovery: { quarantine }, faults });
    expect(alone.said("job.waiting")).toMatchObject([{ at: 1015, nodesMissing: 1 }]);
    expect(alone.times("rung.started")).toEqual([1105]);
  });

  test("comes back as a spare when it is released, and a waiting job takes it", () => {
    const recovery = { quarantine: { ...quarantine, release: "15 minutes" } };
    const faults = [crash("sn00/n04", 100), crash("sn00/n04", 400), { ...crash("sn00/n01", 1005), duration: "1 hour" }];
    const told = new Story({ cluster: { nodes: 5 }, recovery, faults }).until();
    expect(told.said("node.quarantined")).toMatchObject([{ at: 500, node: "sn00/n04", untilUs: 1400e6 }]);
    expect(told.said("node.released")).toMatchObject([{ at: 1400, node: "sn00/n04" }]);
    expect(told.said("node.assigned")).toMatchObject([{ at: 1400, node: "sn00/n04" }]);
  });

  // Released at 1500 s the first time, struck again in its quarantine: from then on it is 1800 s.
  test("that fails again in its quarantine stays until the later release", () => {
    const recovery = { quarantine: { faults: 1, window: "1 hour", release: "20 minutes" } };
    const told = new Story({ recovery, faults: [crash("sn00/n04", 200), crash("sn00/n04", 500)] }).until(1600);
    expect(told.said("node.quarantined").map(({ untilUs }) => untilUs)).toEqual([1500e6, 1800e6]);
    expect(told.run.snapshot().sparesUsable).toBe(1);
  });

  test("has served its time when it is released: one more fault, long after, is one", () => {
    const recovery = { quarantine: { faults: 2, window: "5 minutes", release: "5 minutes" } };
    const faults = [100, 250, 2000].map((at) => crash("sn00/n04", at));
    const told = story({ recovery, faults });
    expect(told.times("node.quarantined")).toEqual([350]);
    expect(told.times("node.released")).toEqual([650]);
    expect(told.run.snapshot().sparesUsable).toBe(2);
  });

  test("of a rack is as good as its neighbours, which failed as often", () => {
    const rack = { kind: "power.rack", target: "sn00/rack02", duration: "100 seconds" };
    const faults = [100, 400].map((at) => ({ ...rack, at: `${at} seconds` }));
    const told = story({ cluster: { nodesPerRack: 2 }, recovery: { quarantine }, faults });
    expect(told.said("node.quarantined").map(({ node }) => node)).toEqual(["sn00/n04", "sn00/n05"]);
  });
});
