import { describe, expect, test } from "vitest";
import { oneTimeline, thisTimeline } from "../../src/vitest/this-timeline.ts";
import { crash, experimentOf, MINUTE_US } from "../hunt/support.ts";
import { storyIn } from "./support.ts";

const sound = experimentOf();
const oneCrash = { title: "One crash", faults: [crash(50 * MINUTE_US)] };
const under = (thresholds: ReadonlyArray<string>) =>
  oneTimeline(oneCrash, { keepsTheTargetOf: experimentOf({ thresholds }) });

// One that was fixed, as a hunt saves it: it is a test of this run.
thisTimeline(oneCrash, { keepsTheTargetOf: sound });

describe("one timeline", () => {
  test("reads as a sentence", () => {
    expect(oneTimeline(oneCrash, { keepsTheTargetOf: sound }).name).toBe(
      '"A small test" keeps its target under a timeline that once broke it: One crash',
    );
  });

  test("holds where the experiment keeps its target, whatever it was read from", () => {
    expect(storyIn(oneTimeline(oneCrash, { keepsTheTargetOf: sound }))).toBeUndefined();
    expect(storyIn(oneTimeline(oneCrash, { keepsTheTargetOf: { experiment: sound } }))).toBeUndefined();
  });

  test("tells the story where it does not, and the command for it again", () => {
    const story = storyIn(under(["recoveryTime max <= 1 minute"]));
    expect(story).toMatch(/^recoveryTime max <= 1 minute: not with one fault\n/);
    expect(story).toContain("1. at 00:50:00, ");
    expect(story).toContain("Why that breaks it: recoveryTime max <= 1 minute, and the run came to 2 min");
    expect(story?.endsWith("\nAgain: pnpm vitest run some.test.ts")).toBe(true);
  });

  test("is not affected by the faults that the experiment scripts", () => {
    const scripted = experimentOf({ faults: [{ kind: "cooling.pump", target: "cdu0", flow: "0 %", at: "1 hour" }] });
    expect(storyIn(oneTimeline(oneCrash, { keepsTheTargetOf: scripted }))).toBeUndefined();
  });

  test("that strikes what is not there is an error, and no test", () => {
    const far = { ...oneCrash, faults: [{ ...crash(7 * 60 * MINUTE_US) }] };
    expect(() => oneTimeline(far, { keepsTheTargetOf: sound })).toThrow(
      "faults[0].at: expected a time before the run ends after 6 hours, found 7 hours",
    );
    expect(() => thisTimeline(far, { keepsTheTargetOf: sound })).toThrow("faults[0].at");
  });

  test("that never strikes does not hold: nothing was put to the test", () => {
    const { at: _, ...fault } = crash(0);
    const faults = [{ ...fault, on: { event: "job.corrupted", time: 1, after: 0 } } as const];
    const { check } = oneTimeline({ title: "Never", faults }, { keepsTheTargetOf: sound });
    expect(() => check("pnpm vitest run some.test.ts")).toThrow("nothing was put to the test");
  });
});
