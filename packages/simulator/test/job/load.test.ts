import { describe, expect, test } from "vitest";
import { Load } from "../../src/job/load.ts";
import { stillWorld } from "../support/world.ts";

const loadOf = (tier: object = {}) => {
  const { world, said } = stillWorld({
    checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", load: "50 seconds", ...tier }] },
  });
  const { job, storage } = world;
  return { job, storage, said, load: new Load(job.state, job.recovery.restorePoints) };
};

describe("a load", () => {
  test("reads the newest copy through storage, and ends later once that is slower", () => {
    const { load, storage, said } = loadOf();
    expect([load.start("durable"), load.endsUs]).toEqual([50e6, 50e6]);
    storage.setShare(0, "slow", 0.5);
    expect(load.endsUs).toBe(100e6);
    expect(load.end()).toMatchObject({ step: 0, poisoned: false });
    expect([load.endsUs, storage.isFreeBy(0), said()]).toEqual([undefined, false, ["0 load.started"]]);
    storage.setShare(0, "slow", undefined);
    expect(storage.isFreeBy(0)).toBe(true);
  });

  test("from memory waits for no storage", () => {
    const { load, storage } = loadOf({ medium: "memory" });
    storage.setShare(0, "down", 0);
    expect([load.start("durable"), load.endsUs]).toEqual([50e6, undefined]);
  });

  test("of a damaged copy rejects it, so that the next one is of another, if there is one", () => {
    const { load, job, said } = loadOf();
    job.checkpointer.corruptNewest(0);
    load.start("durable");
    expect(load.end()).toBeUndefined();
    expect([load.start("durable"), said()]).toEqual([undefined, ["0 load.started", "0 load.rejected"]]);
  });

  test("that is given up leaves the storage to others, and cannot end", () => {
    const { load, storage } = loadOf();
    load.start("durable");
    expect(storage.isFreeBy(0)).toBe(false);
    load.giveUp();
    expect([storage.isFreeBy(0), load.endsUs]).toEqual([true, undefined]);
    expect(() => load.end()).toThrow("load: one ended that never began");
  });
});
