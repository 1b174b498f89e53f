import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSelector, printSelector, SelectorText, selectAddress, selectedComponent } from "../src/index.ts";
import { nonsense, read, refused } from "./support.ts";

const nouns = ["card", "node", "uplink", "plane", "supernode", "rack", "tor", "loop"] as const;
const scopes = ["", " of the cluster", " of the job", " of the spares", " of sn07", " of sn07/n12", " of cdu2"];
const drawn = fc
  .record({
    count: fc.integer({ min: 1, max: 10_000 }),
    noun: fc.constantFrom(...nouns),
    scope: fc.constantFrom(...scopes),
  })
  .map(({ count, noun, scope }) => `${count} random ${noun}s${scope}`);
const addressed = fc.constantFrom("sn07", "sn07/n*", "sn07/n12/c3", "tor07*", "cdu2", "tier/storage", "storage", "job");
const selectors = fc.oneof(drawn, addressed, fc.constantFrom("the slowest card", "the slowest node"));

describe("a selector", () => {
  test.each([
    ["random card", 1, "card", "cluster"],
    ["a random card", 1, "card", "cluster"],
    ["a card", 1, "card", "cluster"],
    ["an uplink", 1, "uplink", "cluster"],
    ["a link of the job", 1, "uplink", "job"],
    ["a node of the job", 1, "node", "job"],
    ["3 random nodes of the spares", 3, "node", "spares"],
    ["3 racks", 3, "rack", "cluster"],
    ["10000 cards", 10_000, "card", "cluster"],
    ["2 random planes of the cluster", 2, "plane", "cluster"],
  ])("draws: %s", (text, count, component, of) => {
    expect(read(SelectorText, text)).toEqual({ by: "draw", count, component, of });
  });

  test("draws below an address", () => {
    expect(read(SelectorText, "3 random nodes of sn07")).toEqual({
      by: "draw",
      count: 3,
      component: "node",
      of: { written: "sn07", address: { component: "supernode", supernode: 7 } },
    });
  });

  test("picks by address, by glob, or the slowest", () => {
    expect(read(SelectorText, "sn07/n12")).toEqual(selectAddress({ component: "node", supernode: 7, node: 12 }));
    expect(read(SelectorText, "sn07/n*")).toMatchObject({ by: "address", written: "sn07/n*" });
    expect(read(SelectorText, " the slowest card ")).toEqual({ by: "slowest", component: "card" });
  });

  test("knows the component that it picks", () => {
    const picks = ["sn07/n12", "sn07/n*/c3", "2 links of the job", "the slowest node", "tier/storage"];
    expect(picks.map((text) => selectedComponent(read(SelectorText, text)))).toEqual([
      "node",
      "card",
      "uplink",
      "node",
      "tier",
    ]);
  });

  test("reads back exactly as it was printed", () => {
    fc.assert(
      fc.property(selectors, (text) => {
        const selector = read(SelectorText, text);
        expect(parseSelector(printSelector(selector))).toEqual(selector);
        expect(read(SelectorText, Schema.encodeSync(SelectorText)(selector))).toEqual(selector);
      }),
    );
  });

  test.each([
    "card",
    "cards",
    "0 random cards",
    "-1 cards",
    "1.5 cards",
    "10001 cards",
    "99999999999999999999 cards",
    "random tiers",
    "random storage",
    "a job",
    "a constructor",
    "random valueOf",
    "a  card",
    "a card of",
    "a card of nowhere",
    "a card of job",
    "a card of storage",
    "a node of tier/storage",
    "the slowest loop",
    "the fastest card",
    "sn07/x1",
    "10 seconds",
    7,
    ...nonsense,
  ])("%s is none", (value) => {
    expect(refused(SelectorText, value)).toEqual([
      expect.stringMatching(
        /^expected a component such as "sn07\/n12\/c3", .* or a draw such as "random card", .*, found /,
      ),
    ]);
  });

  test("never comes of junk without a component that exists", () => {
    const words = fc.constantFrom("a", "the", "3", "random", "card", "cards", "of", "job", "sn07", "x", "slowest", "s");
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), (some) => {
        const selector = parseSelector(some.join(" "));
        if (selector?.by === "draw") expect(nouns).toContain(selector.component);
      }),
    );
  });
});
