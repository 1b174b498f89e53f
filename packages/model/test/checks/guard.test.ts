import { describe, expect, test } from "vitest";
import { problemsOf } from "../support.ts";

describe("what is watched while an experiment runs", () => {
  test("is looked at a bounded number of times, if it is looked at at all", () => {
    const often = { duration: "365 days", probe: "1 second" };
    expect(problemsOf(often)).toEqual([]);
    expect(problemsOf({ ...often, stopWhen: ["throughput < 50 %"] })).toEqual([
      "probe: expected at most 1000000 looks at a run, found 31536000: look less often",
    ]);
  });

  test("can be seen before the first fault", () => {
    const steadyState = { holds: ["throughput >= 90 %"] };
    const at = (at: string) => problemsOf({ steadyState, faults: [{ kind: "job.crash", at }] });
    expect(at("1 minute")).toEqual([]);
    expect(at("0 seconds")).toEqual([
      "faults[0].at: expected an instant after 0: the steady state is looked at before the first fault",
    ]);
  });

  test("is bounded by limits that make sense", () => {
    expect(problemsOf({ safety: { maxConcurrentFaults: 0 } })).toHaveLength(1);
    expect(problemsOf({ safety: { maxShareOfCards: "0 %" } })).toHaveLength(1);
    expect(problemsOf({ safety: { maxConcurrentFaults: 2, maxShareOfCards: "5 %" } })).toEqual([]);
  });
});
