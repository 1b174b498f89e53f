import { decodeTimeline } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { withIds } from "../../../src/hunt/timeline.ts";
import { counterexampleText, scenario, timeline } from "../../../src/index.ts";
import { cases } from "../../arbitraries/relation.ts";
import { crash, MINUTE_US } from "../support.ts";

const read = (text: string) => {
  const decoded = decodeTimeline(parse(text));
  if ("problems" in decoded) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
};

test("a counterexample's file reads back as the faults, whatever they are and whatever the story says", () => {
  const any = scenario({ hazardsMax: 0 }).chain((scene) =>
    fc.record({
      scene: fc.constant(scene),
      faults: timeline(scene)
        .map(withIds)
        .filter((faults) => faults.length > 0),
      title: fc.string({ minLength: 1 }).filter((text) => text.trim().length > 0),
      story: fc.array(fc.string()),
      set: fc.array(fc.constantFrom("recovery.restart=10 minutes", "job.nodes=3")),
      seed: fc.nat(4_294_967_295),
    }),
  );
  fc.assert(
    fc.property(any, ({ faults, title, story, set, seed, scene }) => {
      const dated = faults.some(({ at, every }) => typeof at === "object" || typeof every?.from === "object");
      fc.pre(!dated || scene.startsAt !== undefined);
      const again = read(counterexampleText({ title, on: "../some.yaml", seed, set, timeline: faults, story }));
      expect(again.faults).toEqual(faults);
      expect(again).toMatchObject({ title, on: "../some.yaml", seed });
      expect(again.set ?? []).toEqual(set);
    }),
    cases(300),
  );
});

test("a counterexample's file begins with the story, and has a line for each fault", () => {
  const text = counterexampleText({
    title: "Two crashes",
    on: "./small.yaml",
    seed: 7,
    set: [],
    timeline: [crash(50 * MINUTE_US), crash(52 * MINUTE_US, "again")],
    story: ["It crashed.", "", "Then again."],
    command: "pnpm ordeal hunt small.yaml --seed 1",
  });
  expect(text).toBe(`# It crashed.

# Then again.

title: Two crashes
source: pnpm ordeal hunt small.yaml --seed 1
on: ./small.yaml
seed: 7
faults:
  - { id: card.crash-1, kind: card.crash, target: sn00/n01/c3, at: 50 minutes, duration: 30 minutes }
  - { id: again, kind: card.crash, target: sn00/n01/c3, at: 52 minutes, duration: 30 minutes }
`);
});
