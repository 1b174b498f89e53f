import { describe, expect, test } from "vitest";
import { journalHash } from "../../src/index.ts";
import { TextHash } from "../../src/invariants/watch/text-hash.ts";
import { altered, evidenceOf, good, lineOf } from "./support.ts";

const hashOf = (...pieces: ReadonlyArray<string>): string => {
  const hash = new TextHash();
  for (const piece of pieces) hash.add(piece);
  return hash.digest();
};

describe("a text's hash", () => {
  test("is MurmurHash3 x86 128 of its UTF-16 bytes, low byte first", () => {
    expect(hashOf("")).toBe("00000000000000000000000000000000");
    expect(hashOf("The quick brown fox jumps over the lazy dog")).toBe("15beb6860f94f6cafed4894d28be6d5b");
    expect(hashOf("µs")).toBe("37a1e6805a1c8acb5a1c8acb5a1c8acb");
    expect(hashOf("ordeal!!")).toBe("a47a5063b7eb2072e775eedd8b99e45e");
  });

  test("does not depend on the pieces it comes in", () => {
    const text = "from one piece or from many, the same text has the same hash";
    for (let at = 0; at <= text.length; at++) expect(hashOf(text.slice(0, at), text.slice(at))).toBe(hashOf(text));
  });
});

describe("a journal's hash", () => {
  const scenario = {
    seed: 7,
    duration: "2 hours",
    cluster: { name: "small", nodes: 4, nodesPerSupernode: 2, repair: { fixed: "10 minutes" } },
    job: { nodes: 3, step: "10 seconds" },
    checkpoint: { interval: "5 minutes", tiers: [{ stall: "4 seconds", persist: "20 seconds", load: "10 seconds" }] },
    hazards: [{ id: "cards", rate: "30 per day", kinds: [{ kind: "card.crash" }], repair: { fixed: "20 minutes" } }],
  };

  test("is the same for the same seed, and another for another", () => {
    const { journal } = evidenceOf(scenario);
    expect(journalHash(journal)).toMatch(/^[0-9a-f]{32}$/);
    expect(journalHash(evidenceOf(scenario).journal)).toBe(journalHash(journal));
    expect(journalHash(evidenceOf({ ...scenario, seed: 8 }).journal)).not.toBe(journalHash(journal));
  });

  test("does not depend on the order in which keys were written", () => {
    const turned = good.journal.map(
      ({ seq, atUs, type, data }) =>
        ({
          type,
          data: Object.fromEntries(Object.entries(data).reverse()),
          atUs,
          seq,
        }) as unknown as (typeof good.journal)[number],
    );
    expect(journalHash(turned)).toBe(journalHash(good.journal));
  });

  test("tells the smallest difference", () => {
    const ended = lineOf("run.ended");
    const hashes = [
      good.journal,
      good.journal.slice(0, -1),
      altered(ended, { step: ended.data.step + 1 }).journal,
      good.journal.map((event) => (event.seq === 3 ? { ...event, atUs: event.atUs + 1 } : event)),
      [],
    ].map(journalHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
