import type { Peers } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PeerCopies } from "../../src/checkpoint/peer-copies.ts";
import { permutationOf } from "../../src/kernel/permutation.ts";
import { streamOf } from "../../src/kernel/random.ts";
import { quietResult, story } from "../support/run.ts";

/** Slots in domains of `size`. */
const copiesOf = (slots: number, size: number, copies: number, seed: number): PeerCopies => {
  const peers: Peers = { copies, apart: "supernode" };
  return new PeerCopies(peers, slots, permutationOf(slots, streamOf(seed, "peers")), (slot) => Math.floor(slot / size));
};

const jobs = fc
  .record({ domains: fc.integer({ min: 2, max: 9 }), size: fc.integer({ min: 1, max: 12 }), seed: fc.nat(1_000_000) })
  .chain((job) =>
    fc.record({ job: fc.constant(job), copies: fc.integer({ min: 1, max: Math.min(8, job.domains - 1) }) }),
  );

describe("partners", () => {
  test("are as many as there are copies, each in a domain of its own and none in the slot's", () => {
    fc.assert(
      fc.property(jobs, fc.nat(), ({ job: { domains, size, seed }, copies }, die) => {
        const slot = die % (domains * size);
        const partners = copiesOf(domains * size, size, copies, seed).partnersOf(slot);
        expect(partners.length).toBe(copies);
        expect(new Set([slot, ...partners].map((one) => Math.floor(one / size))).size).toBe(copies + 1);
      }),
    );
  });

  test("are drawn evenly, whatever the slot", () => {
    const counts = new Map<number, number>();
    const SEEDS = 9_600;
    for (let seed = 0; seed < SEEDS; seed++) {
      const [partner = -1] = copiesOf(96, 48, 1, seed).partnersOf(5);
      counts.set(partner, (counts.get(partner) ?? 0) + 1);
    }
    expect(counts.size).toBe(48);
    // 200 each, standard deviation 14: four of them, for the largest of 48.
    for (const count of counts.values()) expect(Math.abs(count - SEEDS / 48)).toBeLessThan(4 * Math.sqrt(SEEDS / 48));
  });

  test("are not mutual, but by chance", () => {
    const copies = copiesOf(96, 48, 1, 7);
    const mutual = Array.from({ length: 96 }, (_, slot) => slot).filter((slot) => {
      const [partner = -1] = copies.partnersOf(slot);
      return copies.partnersOf(partner)[0] === slot;
    });
    expect(mutual.length).toBeLessThan(10);
  });
});

describe("a copy", () => {
  test("is lost when a slot and all its partners are, whichever went first, and not before", () => {
    fc.assert(
      fc.property(jobs, fc.nat(), ({ job: { domains, size, seed }, copies }, die) => {
        const held = copiesOf(domains * size, size, copies, seed);
        const slot = die % (domains * size);
        const [last = -1, ...others] = held.partnersOf(slot);
        const isAlone = (lost: ReadonlyArray<number>) =>
          lost.some((one) => held.partnersOf(one).every((partner) => lost.includes(partner)));
        for (const one of [...others, slot]) held.lose(one);
        expect(held.isLost).toBe(isAlone([...others, slot]));
        held.lose(last);
        expect(held.isLost).toBe(true);
      }),
    );
  });

  test("that is new stands whatever was lost before it", () => {
    const held = copiesOf(4, 2, 1, 1);
    held.lose(0);
    for (const partner of held.partnersOf(0)) held.lose(partner);
    expect(held.isLost).toBe(true);
    held.renew();
    expect(held.isLost).toBe(false);
  });
});

describe("a job whose two nodes hold each other's shard", () => {
  const crash = (node: string, at: string) => ({ kind: "node.crash", target: node, at, duration: "1 hour" });
  /** Copies at 600, 1200 s and so on while nothing happens; a stop takes 100 s. */
  const twice = (secondAt: string, persist = "0 seconds") => ({
    duration: "2 hours",
    job: { nodes: 2 },
    checkpoint: { tiers: [{ medium: "memory", stall: "0 seconds", persist, peers: { copies: 1 } }] },
    faults: [crash("sn00/n00", "1300 seconds"), crash("sn00/n01", secondAt)],
  });

  test.each(["0 seconds", "30 seconds"])(
    "keeps it where a copy lies between the two losses (persist %s)",
    (persist) => {
      // Back at 1400 s with the copy of 1200 s, the next at 2000 s.
      const written = twice("2100 seconds", persist);
      expect(story(written).result.interruptions.map(({ lostUs }) => lostUs)).toEqual([100e6, 100e6]);
      expect(quietResult(written)).toEqual(story(written).result);
    },
  );

  test.each(["0 seconds", "30 seconds"])("loses it where none does (persist %s)", (persist) => {
    const written = twice("1900 seconds", persist);
    expect(story(written).result.interruptions.map(({ lostUs }) => lostUs)).toEqual([100e6, 1_700e6]);
    expect(quietResult(written)).toEqual(story(written).result);
  });
});
