import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Address, ANY, componentKinds, parseAddress, printAddress } from "../src/index.ts";

const index = fc.oneof(fc.nat(20), fc.nat(1_000_000));
const anyIndex = fc.oneof({ weight: 4, arbitrary: index }, { weight: 1, arbitrary: fc.constant(ANY) });
const tierName = fc.stringMatching(/^[\w-]{1,20}$/);

/** Addresses, with `each` for their indexes. */
const addresses = (each: fc.Arbitrary<number>, side: fc.Arbitrary<number>): fc.Arbitrary<Address> =>
  fc.oneof(
    fc.record({ component: fc.constant("supernode" as const), supernode: each }),
    fc.record({ component: fc.constant("node" as const), supernode: each, node: each }),
    fc.record({ component: fc.constant("rack" as const), supernode: each, rack: each }),
    fc.record({ component: fc.constant("plane" as const), supernode: each, plane: each }),
    fc.record({ component: fc.constant("card" as const), supernode: each, node: each, card: each }),
    fc.record({ component: fc.constant("uplink" as const), supernode: each, node: each, uplink: each }),
    fc.record({ component: fc.constant("tor" as const), supernode: each, side }),
    fc.record({ component: fc.constant("loop" as const), loop: each }),
    fc.record({ component: fc.constant("tier" as const), tier: tierName }),
    fc.record({ component: fc.constantFrom("storage" as const, "scheduler" as const, "job" as const) }),
  );
const exact = addresses(index, fc.constantFrom(0, 1));
const globs = addresses(anyIndex, fc.constantFrom(0, 1, ANY));

describe("an address", () => {
  test.each([
    ["sn07", { component: "supernode", supernode: 7 }],
    ["sn07/n12", { component: "node", supernode: 7, node: 12 }],
    ["sn07/n12/c3", { component: "card", supernode: 7, node: 12, card: 3 }],
    ["sn07/n12/up05", { component: "uplink", supernode: 7, node: 12, uplink: 5 }],
    ["sn07/plane3", { component: "plane", supernode: 7, plane: 3 }],
    ["sn07/rack02", { component: "rack", supernode: 7, rack: 2 }],
    ["tor07a", { component: "tor", supernode: 7, side: 0 }],
    ["tor07b", { component: "tor", supernode: 7, side: 1 }],
    ["cdu2", { component: "loop", loop: 2 }],
    ["tier/peer-memory", { component: "tier", tier: "peer-memory" }],
    ["storage", { component: "storage" }],
    ["scheduler", { component: "scheduler" }],
    ["job", { component: "job" }],
    ["sn07/n*", { component: "node", supernode: 7, node: ANY }],
    ["sn*/n00/c*", { component: "card", supernode: ANY, node: 0, card: ANY }],
    ["tor07*", { component: "tor", supernode: 7, side: ANY }],
    ["cdu*", { component: "loop", loop: ANY }],
  ])("is read and printed as people write it: %s", (text, address) => {
    expect(parseAddress(text)).toEqual(address);
    expect(printAddress(address as Address)).toBe(text);
  });

  test("reads back exactly as it was printed", () => {
    fc.assert(
      fc.property(exact, (address) => {
        expect(parseAddress(printAddress(address))).toEqual(address);
      }),
    );
  });

  test("that is a glob reads back exactly as it was printed", () => {
    fc.assert(
      fc.property(globs, (address) => {
        expect(parseAddress(printAddress(address))).toEqual(address);
      }),
    );
  });

  test("names one component: two addresses are never printed alike", () => {
    fc.assert(
      fc.property(globs, globs, (a, b) => {
        expect(printAddress(a) === printAddress(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  test("may leave out leading zeros", () => {
    expect(parseAddress("sn7/n2")).toEqual(parseAddress("sn07/n02"));
  });

  test.each([
    "",
    "*",
    "sn",
    "SN07",
    "sn-1",
    "sn07/",
    "/sn07",
    "sn07/c3",
    "sn07/n12/c3/x",
    "sn07/n12/plane3",
    "sn07 ",
    "sn1.5",
    "tor07c",
    "tor07",
    "cdu",
    "cdu2/n1",
    "tier/",
    "tier/a b",
    "n12",
    "job/1",
    "sn07\n",
    "sn٣",
  ])("%j is none", (junk) => {
    expect(parseAddress(junk)).toBeUndefined();
  });

  test("is refused, never half read: what is read prints the same but for zeros", () => {
    const junk = fc.string({ unit: fc.constantFrom(..."snc/tormdu*0123ab"), maxLength: 12 });
    fc.assert(
      fc.property(junk, (text) => {
        const address = parseAddress(text);
        if (address === undefined) return;
        const bare = (written: string) => written.replace(/(?<!\d)0+(?=\d)/g, "");
        expect(bare(printAddress(address))).toBe(bare(text));
      }),
    );
  });

  test("exists for every kind of component", () => {
    const seen = new Set(fc.sample(exact, 500).map(({ component }) => component));
    expect([...seen].sort()).toEqual([...componentKinds].sort());
  });
});
