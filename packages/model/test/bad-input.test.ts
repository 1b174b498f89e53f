import { describe, expect, test } from "vitest";
import { badInput, crash, hazard } from "./bad-input.ts";
import { pathsOf, problemsOf } from "./support.ts";

describe("bad input", () => {
  test.each(badInput)("is told once and at its place: %s", (_, sections, path, message) => {
    const problems = problemsOf(sections);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.slice(0, path.length + 2)).toBe(`${path}: `);
    expect(problems[0]?.slice(path.length + 2)).toMatch(message);
  });

  test.each(badInput)("is told in plain English, with what to do: %s", (_, sections, path) => {
    for (const problem of problemsOf(sections)) {
      const message = problem.slice(path.length + 2);
      // What was expected, or what is wrong with what was found.
      expect(message).toMatch(
        /\bexpected\b|^is required|^is not a field|\bis taken: every\b|^is a date|has no scale-|needs a mean time/,
      );
      expect(message.replace(/"[^"]*"/g, "")).toMatch(/^[\p{L}\p{N}\p{P}\p{Zs}%°+=<>≥≤|]*$/u);
      // No types, no dumps, none of Effect's own phrases.
      expect(message).not.toMatch(/\[object|undefined|<filter>|readonly|Struct|Union| \| |\bstring\b|Expected|, got /);
      expect(message).not.toMatch(/\.$|\n/);
      expect(message.length).toBeLessThan(500);
    }
  });

  test("is told all at once, with the right paths, from every section", () => {
    expect(
      pathsOf({
        title: "",
        seed: 1.5,
        colour: "red",
        cluster: { cardsPerNode: 99, scaleUp: { plains: 3 }, cooling: { tripC: 10 } },
        job: { nodes: 9, step: "x" },
        checkpoint: { interval: "often", tiers: [{ stall: "1 second", keep: { last: 0 } }, { stall: 3 }] },
        recovery: { restart: "soon", detect: { crash: {}, hang: "later" } },
        hazards: [hazard({ rate: "-1 per day" }), hazard({ id: "g", kinds: [{ kind: "card.slow" }] })],
        faults: [{ kind: "card.krash" }, crash({ at: "9 hours" }), crash({ at: "1 hour", speed: 1 })],
        changes: [{ at: "5 hours" }, { recovery: {} }],
        thresholds: ["speed > 3", "ettr >= 95 %", "ettr >= 95 apples"],
      }),
    ).toEqual([
      "colour",
      "title",
      "seed",
      "cluster.cardsPerNode",
      "cluster.scaleUp.plains",
      "job.step",
      "checkpoint.interval",
      "checkpoint.tiers[0].keep.last",
      "checkpoint.tiers[1].stall",
      "recovery.restart",
      "recovery.detect.crash",
      "recovery.detect.hang",
      "hazards[0].rate",
      "hazards[1].kinds[0].speed",
      "faults[0].kind",
      "faults[2].speed",
      "changes[1].at",
      "thresholds[0]",
      "thresholds[2]",
      "cluster.cooling.tripC",
      "job.nodes",
      "changes[0].at",
      "faults[1].at",
    ]);
  });

  /** One thing that is wrong in each section, and nothing that a check between sections looks at. */
  const wrong: Readonly<Record<string, unknown>> = {
    title: 3,
    cluster: { pue: 0 },
    job: { mfu: 7 },
    checkpoint: { size: "x" },
    recovery: { restart: 3 },
    hazards: [3],
    faults: [3],
    changes: [3],
    thresholds: [3],
  };

  test.each(Object.keys(wrong))("in the %s hides nothing that is wrong in other sections", (key) => {
    for (const [name, sections, path] of badInput) {
      if (Object.hasOwn(sections, key)) continue;
      // Which targets exist is unknown while the cluster is bad; which hazards there are, while those are.
      if (key === "cluster" && /^(faults|hazards)/.test(path)) continue;
      if (key === "hazards" && name === "a formula with nothing to go by") continue;
      const [alone] = problemsOf(sections);
      expect(problemsOf({ ...sections, [key]: wrong[key] }), name).toContain(alone);
    }
  });
});
