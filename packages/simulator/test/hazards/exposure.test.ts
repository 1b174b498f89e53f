import { describe, expect, test } from "vitest";
import { neverSaves, story, type Written } from "../support/run.ts";

/** Strikes of one hazard at these seconds, on a job that a crash at 600 s keeps down: see the tests. */
const strikes = (hazard: object, seconds: ReadonlyArray<number>, more: Written = {}) => {
  const trace = seconds.map((second) => `${second} seconds`);
  const told = story({
    checkpoint: neverSaves,
    ...more,
    hazards: [{ id: "h", arrivals: { trace }, ...hazard }],
  });
  const started = told.said("fault.started").filter(({ origin }) => origin === "hazard");
  return {
    at: started.map(({ at }) => at),
    reasons: told.said("fault.skipped").map(({ at, reason }) => `${at} ${reason}`),
    told,
  };
};
const bug = { kinds: [{ kind: "job.crash" }] };
// Found at 610 s; a restart takes 90 s, the load 20 s.
const crash = { kind: "node.crash", target: "sn00/n00", at: "600 seconds", duration: "10 minutes" };

describe("a software hazard", () => {
  test("strikes nothing while a crash is being detected, and strikes a job that restarts or loads", () => {
    const { at, reasons, told } = strikes(bug, [605, 650], { faults: [crash] });
    expect(at).toEqual([650]);
    expect(reasons).toEqual(["605 the job has no processes"]);
    expect(told.result.counts).toMatchObject({ faultsOnJob: 2, faultsSkipped: 1, interruptions: 1 });
    expect(strikes(bug, [715], { faults: [crash] }).at).toEqual([715]);
  });

  test("strikes nothing while the job waits for a node", () => {
    const waiting = { cluster: { nodes: 4, nodesPerSupernode: 4 }, faults: [crash] };
    expect(strikes(bug, [900, 1_100], waiting)).toMatchObject({
      at: [],
      reasons: ["900 the job has no processes", "1100 the job has no processes"],
    });
    // The node is back at 1200 s.
    expect(strikes(bug, [1_250], waiting).at).toEqual([1_250]);
  });

  test("strikes it all the same where it says that it is always exposed", () => {
    expect(strikes({ ...bug, exposed: "always" }, [605], { faults: [crash] }).told.result.counts.faultsOnJob).toBe(2);
  });

  test("hangs no card of an idle spare", () => {
    const hang = { kinds: [{ kind: "card.hang" }] };
    const { at, reasons } = strikes({ ...hang, target: "a node of the spares" }, [100, 200, 300, 400, 500]);
    expect(at).toEqual([]);
    expect(reasons).toEqual([100, 200, 300, 400, 500].map((at) => `${at} no process of the job runs there`));
    expect(strikes({ ...hang, target: "a node of the job" }, [100]).at).toEqual([100]);
  });
});

describe("a hardware hazard", () => {
  test("strikes at any time unless it says otherwise", () => {
    const cards = { kinds: [{ kind: "card.crash" }], target: "sn00/n01" };
    expect(strikes(cards, [605], { faults: [crash] }).at).toEqual([605]);
    const waiting = { ...cards, exposed: "while the job has processes" };
    expect(strikes(waiting, [605, 650], { faults: [crash] }).at).toEqual([650]);
  });

  test("that needs load strikes while the job steps, and not in a save, also where nobody hears the saves", () => {
    const cards = { kinds: [{ kind: "card.crash" }], target: "sn00/n01", exposed: "while stepping" };
    // Saves of 10 s begin at 600 and 1210 s.
    const saving = { checkpoint: {} };
    expect(strikes(cards, [1_215], saving)).toMatchObject({ at: [], reasons: ["1215 the job does not step"] });
    expect(strikes(cards, [1_225], saving).at).toEqual([1_225]);
  });
});
