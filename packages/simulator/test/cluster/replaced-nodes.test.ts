import { TimeWeighted } from "@ordeal/model";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Holder } from "../../src/cluster/fleet.ts";
import { ReplacedNodes } from "../../src/cluster/replaced-nodes.ts";

const holders: ReadonlyArray<Holder> = [{ id: "a" }, { id: "b" }, { id: "c" }];
const moves = fc.array(
  fc.record({
    what: fc.constantFrom("add", "add", "release", "heal"),
    node: fc.nat(1),
    some: fc.subarray([0, 1, 2]),
    one: fc.nat(2),
  }),
  { maxLength: 30 },
);

test("nodes that were replaced are down until all that they wait for has let go, each for itself", () => {
  fc.assert(
    fc.property(moves, (all) => {
      const down = new TimeWeighted();
      const replaced = new ReplacedNodes(down);
      let broken: Array<{ node: number; waitsFor: Array<Holder> }> = [];
      for (const { what, node, some, one } of all) {
        const chosen = some.map((index) => holders[index] as Holder);
        const [holder] = [holders[one] as Holder];
        const letGo = (gone: ReadonlyArray<Holder>, is: (at: number) => boolean) => {
          for (const each of broken)
            if (is(each.node)) each.waitsFor = each.waitsFor.filter((waited) => !gone.includes(waited));
          broken = broken.filter(({ waitsFor }) => waitsFor.length > 0);
        };
        if (what === "add") {
          replaced.add(node, chosen, 0);
          if (chosen.length > 0) broken.push({ node, waitsFor: chosen });
        } else if (what === "release") {
          replaced.release(node, holder, 0);
          letGo([holder], (at) => at === node);
        } else {
          replaced.heal((waited) => chosen.includes(waited), 0);
          letGo(chosen, () => true);
        }
        expect(down.now).toBe(broken.length);
      }
    }),
    { numRuns: 200 },
  );
});
