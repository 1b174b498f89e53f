import { describe, expect, test } from "vitest";
import { story } from "../support/run.ts";
import { faultOf, stillWorld } from "../support/world.ts";

describe("hangs", () => {
  test("keep the job from stepping until the last is gone, and say so when they begin", () => {
    const { world, said } = stillWorld();
    const { hangs } = world.job;
    const [one, other] = [faultOf(world, "card.hang", { id: "one" }), faultOf(world, "card.hang", { id: "other" })];
    hangs.add(one, 3);
    hangs.add(other, 3);
    expect(said()).toEqual(["0 job.hung", "0 job.hung"]);
    expect([hangs.list(), hangs.others(one)]).toEqual([[one, other], [other]]);
    expect([hangs.delete(one), hangs.delete(one), hangs.has(one), hangs.areAny]).toEqual([true, false, false, true]);
    hangs.clear();
    expect([hangs.areAny, hangs.list(), hangs.others(one)]).toEqual([false, [], []]);
  });

  test("are over with the stop of the job, though their card hangs on in a node that is out of use", () => {
    const hang = { kind: "card.hang", target: "sn00/n01/c0", at: "105 seconds", duration: "50 minutes" };
    const told = story({ faults: [{ ...hang, detectAfter: "20 seconds" }] });
    expect(told.times("job.resumed")).toEqual([235]);
    expect(told.times("job.hung")).toEqual([105]);
    expect(told.run.snapshot().mode).toBe("stepping");
  });
});
