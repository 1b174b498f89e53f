import { describe, expect, test } from "vitest";
import { story, type Written } from "../support/run.ts";

const slow = { id: "slow", kind: "storage.slow", share: 0.5, at: "615 seconds", duration: "20 minutes" };
const down = { id: "down", kind: "storage.down", at: "615 seconds", duration: "100 seconds" };
const one = (tier: object): Written => ({
  checkpoint: { tiers: [{ stall: "10 seconds", load: "20 seconds", ...tier }] },
});
const persisted = (written: Written) => story(written).times("checkpoint.persist.ended")[0];

describe("slow or absent storage, while a copy is written behind the job,", () => {
  const background = one({ persist: "30 seconds" });

  test("makes the rest of it take longer, by its share", () => {
    // 5 s of 30 s are written by 615 s.
    expect(persisted({ ...background, faults: [slow] })).toBe(615 + 25 / 0.5);
    expect(persisted({ ...background, faults: [{ ...slow, share: 0.1 }] })).toBe(615 + 250);
    expect(persisted({ ...background, faults: [{ ...slow, duration: "20 seconds" }] })).toBe(635 + 15);
  });

  test("pauses it while storage is down", () => {
    expect(persisted({ ...background, faults: [down] })).toBe(740);
  });

  test("costs the job nothing: its stall is not a transfer", () => {
    const told = story({ ...background, faults: [{ ...slow, at: "0 seconds", duration: "1 hour" }] });
    expect(told.ledger).toEqual({ productive: 3550, checkpoint: 50 });
  });

  test("multiplies: two faults of a half leave a quarter", () => {
    const other = { ...slow, id: "other" };
    expect(persisted({ ...background, faults: [slow, other] })).toBe(615 + 100);
  });

  test("is the same through a storage link", () => {
    const degraded = { kind: "link.degrade", target: "storage", share: 0.5, at: "615 seconds", duration: "20 minutes" };
    expect(persisted({ ...background, faults: [degraded] })).toBe(665);
    const lost = { kind: "link.down", target: "storage", at: "615 seconds", duration: "100 seconds" };
    const told = story({ ...background, faults: [lost] });
    expect(told.times("checkpoint.persist.ended")[0]).toBe(740);
    expect(told.order("job.stalled", "path.cut")).toEqual([]);
  });

  test("does not touch a copy in memory", () => {
    const memory = one({ medium: "memory", persist: "30 seconds" });
    expect(persisted({ ...memory, faults: [down] })).toBe(640);
  });

  test("tears a copy that would have been done by now, had storage been there", () => {
    const crash = { kind: "job.crash", at: "700 seconds" };
    const told = story({ ...background, faults: [down, crash] });
    expect(told.said("checkpoint.torn")).toMatchObject([{ at: 700, step: 60 }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 0 }]);
  });

  test("says what is left of storage, each time it changes", () => {
    const told = story({
      faults: [
        { ...slow, duration: "10 minutes" },
        { ...down, at: "700 seconds" },
      ],
    });
    expect(told.said("storage.changed")).toMatchObject([
      { at: 615, share: 0.5 },
      { at: 700, share: 0 },
      { at: 800, share: 0.5 },
      { at: 1215, share: 1 },
    ]);
  });

  test("skips the saves that come while the copy is in flight, and says so", () => {
    const told = story({ ...background, faults: [{ ...down, duration: "700 seconds" }] });
    expect(told.said("checkpoint.skipped")).toMatchObject([{ at: 1210, tier: "storage", step: 120 }]);
    expect(told.times("checkpoint.persist.ended")[0]).toBe(1340);
    // The skipped save blocks nothing; the next comes 600 s of stepping later.
    expect(told.times("checkpoint.save.started")).toEqual([600, 1810, 2420, 3030]);
    expect(told.result.counts).toMatchObject({ checkpointsSkipped: 1, checkpoints: 4, checkpointsTorn: 0 });
    expect(told.ledger.checkpoint).toBe(40);
  });
});

describe("slow or absent storage, during a synchronous save,", () => {
  const synchronous = one({});

  test("makes the job wait for it", () => {
    const told = story({ ...synchronous, faults: [{ ...slow, at: "604 seconds", duration: "100 seconds" }] });
    // 4 of 10 s, then 6 s at half the bandwidth.
    expect(told.times("checkpoint.save.ended")[0]).toBe(616);
    expect(told.times("checkpoint.persist.ended")[0]).toBe(616);
    expect(told.ledger.checkpoint).toBe(16 + 4 * 10);
  });

  test("makes the job wait until it is back", () => {
    const told = story({ ...synchronous, faults: [{ ...down, at: "604 seconds" }] });
    expect(told.times("checkpoint.save.ended")[0]).toBe(710);
    expect(told.ledger).toEqual({ productive: 3600 - 150, checkpoint: 150 });
  });

  test("that a hang freezes begins again only when the hang is over", () => {
    const hang = { kind: "card.hang", target: "sn00/n00/c0", at: "602 seconds", duration: "20 seconds" };
    const told = story({ ...synchronous, faults: [hang, { ...slow, at: "612 seconds", duration: "100 seconds" }] });
    // 2 s written; hung to 622 s; 8 s at half the bandwidth.
    expect(told.times("checkpoint.save.ended")[0]).toBe(638);
    expect(told.ledger).toMatchObject({ detecting: 20, checkpoint: 2 + 16 + 4 * 10 });
  });
});

describe("slow or absent storage, during a load,", () => {
  const crash = { kind: "job.crash", at: "1005 seconds" };

  test("makes the load take longer, and all of it is loading", () => {
    const told = story({ faults: [crash, { ...slow, at: "1000 seconds" }] });
    expect(told.times("job.resumed")).toEqual([1145]);
    expect(told.ledger.loading).toBe(40);
  });

  test("that begins or ends in the middle counts from there", () => {
    const told = story({ faults: [crash, { ...slow, at: "1110 seconds", duration: "20 seconds" }] });
    // 5 s, 10 s in 20 s, 5 s.
    expect(told.times("job.resumed")).toEqual([1135]);
  });

  test("makes it wait until storage is back", () => {
    const told = story({ faults: [crash, { ...down, at: "1100 seconds" }] });
    expect(told.times("job.resumed")).toEqual([1220]);
    expect(told.ledger.loading).toBe(115);
  });

  test("does not hinder a load from memory", () => {
    const memory = one({ medium: "memory", persist: "30 seconds" });
    const told = story({ ...memory, faults: [crash, { ...down, at: "1000 seconds", duration: "10 minutes" }] });
    expect(told.times("job.resumed")).toEqual([1125]);
  });
});

describe("two copies written at once", () => {
  const tiers = [
    { name: "one", stall: "0 seconds", persist: "30 seconds", interval: { steps: 60 } },
    { name: "other", stall: "0 seconds", persist: "30 seconds", interval: { steps: 61 } },
  ];

  test("share the bandwidth equally while both are active", () => {
    const told = story({ duration: "15 minutes", checkpoint: { tiers } });
    // 10 s alone, then both at half: 20 s in 40 s; the other has 10 s left, alone.
    expect(told.said("checkpoint.persist.ended")).toMatchObject([
      { at: 650, tier: "one" },
      { at: 660, tier: "other" },
    ]);
  });

  test("share what a slow storage leaves", () => {
    const told = story({ duration: "15 minutes", checkpoint: { tiers }, faults: [{ ...slow, at: "0 seconds" }] });
    // One third done when the second starts at 610 s: 25 s left at a quarter: 710 s; then 5 s at a half.
    expect(told.said("checkpoint.persist.ended")).toMatchObject([
      { at: 710, tier: "one" },
      { at: 720, tier: "other" },
    ]);
  });
});
