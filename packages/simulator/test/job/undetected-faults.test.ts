import { describe, expect, test } from "vitest";
import { UndetectedFaults } from "../../src/job/undetected-faults.ts";
import { story } from "../support/run.ts";
import { faultOf, stillWorld } from "../support/world.ts";

const { world } = stillWorld();
const crash = faultOf(world, "node.crash");
const other = faultOf(world, "node.crash", { id: "other" });
const bug = faultOf(world, "job.crash", { component: "job" });
const hang = faultOf(world, "card.hang");

const faults = () => {
  const undetected = new UndetectedFaults();
  undetected.begin();
  return undetected;
};

describe("the faults of a recovery that nobody has noticed", () => {
  test("are found when the first of them is, and the others with it only if that is their time", () => {
    const undetected = faults();
    undetected.add(crash, 30, false);
    undetected.add(bug, 20, false);
    expect(undetected.firstFoundUs).toBe(20);
    expect(undetected.takeFound(20)).toEqual([bug]);
    expect(undetected.kinds).toEqual(["job.crash"]);
    expect(undetected.firstFoundUs).toBe(Number.POSITIVE_INFINITY);
    expect(undetected.takeFound(40)).toEqual([]);
  });

  test("that took nodes are seen whatever is found first", () => {
    const undetected = faults();
    undetected.add(crash, 30, true);
    undetected.add(bug, 20, false);
    expect(undetected.takeFound(20)).toEqual([crash, bug]);
  });

  test("strike as one that flaps: found by the first strike", () => {
    const undetected = faults();
    undetected.add(crash, 30, false);
    undetected.add(crash, 50, false);
    expect(undetected.firstFoundUs).toBe(30);
    expect(undetected.takeFound(30)).toEqual([crash]);
  });

  test("keep the first of all in mind, whatever comes after it and whatever is found, until the next recovery", () => {
    const undetected = faults();
    undetected.add(crash, 30, false);
    undetected.add(bug, 20, false);
    expect(undetected.first).toBe(crash);
    undetected.takeFound(20);
    undetected.add(other, 50, false);
    expect(undetected.first).toBe(crash);
    undetected.begin();
    expect(undetected.first).toBeUndefined();
    undetected.add(other, 50, false);
    expect(undetected.first).toBe(other);
  });

  test("tell the kinds that were found, each once, and in a list that does not change in the hands of a policy", () => {
    const undetected = faults();
    undetected.add(crash, 1, false);
    undetected.add(other, 1, false);
    undetected.takeFound(1);
    const { kinds } = undetected;
    undetected.add(hang, 2, false);
    undetected.takeFound(2);
    expect([kinds, undetected.kinds]).toEqual([["node.crash"], ["node.crash", "card.hang"]]);
    undetected.begin();
    expect(undetected.kinds).toEqual([]);
  });

  test("are hangs only as long as a restart cures them all", () => {
    const undetected = faults();
    undetected.add(hang, 100, false);
    expect(undetected.areHangs).toBe(true);
    undetected.add(crash, 100, true);
    expect(undetected.areHangs).toBe(false);
  });

  test("of processes end with these, found or not, each once", () => {
    const undetected = faults();
    undetected.add(hang, 100, false);
    undetected.add(hang, 200, false);
    undetected.endWithProcess(hang);
    undetected.endWithProcess(crash);
    undetected.takeFound(0);
    expect(undetected.takeOfProcesses()).toEqual([hang]);
    expect(undetected.takeOfProcesses()).toEqual([]);
    undetected.add(hang, 100, false);
    undetected.begin();
    expect([undetected.takeOfProcesses(), undetected.firstFoundUs]).toEqual([[], Number.POSITIVE_INFINITY]);
  });
});

test("a recovery's chance is that of the fault that began it, whatever strikes while it goes on", () => {
  const ladder = [{ name: "job", does: "job", takes: { exponential: { mean: "100 seconds" } } }];
  const first = { id: "first", kind: "job.crash", at: "100 seconds", detectAfter: "30 seconds" };
  const second = { id: "second", kind: "node.crash", target: "sn00/n01", at: "110 seconds", detectAfter: "30 seconds" };
  const takesUs = (...faults: ReadonlyArray<object>) =>
    story({ recovery: { policy: { ladder } }, faults }).said("rung.started")[0]?.takesUs;
  expect(takesUs(first, second)).toBe(takesUs(first));
  expect(takesUs(first, second)).not.toBe(takesUs(second));
});
