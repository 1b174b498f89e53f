import { describe, expect, test } from "vitest";
import { story } from "../support/run.ts";

describe("a hang", () => {
  const hang = { id: "hang", kind: "card.hang", target: "sn00/n01/c0", at: "1005 seconds" };
  const recovery = { detect: { hang: "5 minutes" } };

  test("is seen only by the timeout, and all that time is detecting", () => {
    const told = story({ recovery, faults: [hang] });
    expect(told.said("job.hung")).toMatchObject([{ at: 1005, faultId: "hang", step: 99 }]);
    expect(told.times("job.stopped")).toEqual([1305]);
    expect(told.times("rung.started")).toEqual([1305]);
    expect(told.said("job.resumed")).toMatchObject([{ at: 1415, step: 60, lostSteps: 39 }]);
    // Saves at 600, 2015, 2625 and 3235 s.
    expect(told.ledger).toEqual({
      productive: 3600 - 395 - 40 - 410,
      recompute: 395,
      checkpoint: 40,
      detecting: 300,
      restarting: 90,
      loading: 20,
    });
    expect(told.result.interruptions).toMatchObject([{ atUs: 1005e6, recoveryUs: 410e6 }]);
  });

  test("is cured by the restart of its process: its node stays in the job", () => {
    const told = story({ recovery, faults: [hang] });
    expect(told.times("fault.ended")).toEqual([1305]);
    expect(told.times("node.down")).toEqual([]);
    expect(told.times("node.removed")).toEqual([]);
  });

  test("that people noticed after its own time ignores the timeout", () => {
    const told = story({ recovery, faults: [{ ...hang, detectAfter: "18 minutes" }] });
    expect(told.times("job.stopped")).toEqual([1005 + 1080]);
    expect(told.ledger.detecting).toBe(1080);
  });

  test("that ends before the timeout costs only itself, and the step goes on where it stood", () => {
    const told = story({ recovery, faults: [{ ...hang, duration: "100 seconds" }] });
    expect(told.ledger).toEqual({ productive: 3450, checkpoint: 50, detecting: 100 });
    expect(told.times("checkpoint.save.started")).toEqual([600, 1310, 1920, 2530, 3140]);
    expect(told.result.counts).toMatchObject({ faults: 1, faultsOnJob: 0, interruptions: 0, steps: 345 });
  });

  test("that ends as the timeout comes was in time: heals come first", () => {
    const told = story({ recovery, faults: [{ ...hang, duration: "5 minutes" }] });
    expect(told.result.counts.interruptions).toBe(0);
    expect(told.ledger.detecting).toBe(300);
  });

  test("that outlasts the timeout keeps its node out of use until it is over", () => {
    const told = story({ recovery, faults: [{ ...hang, duration: "20 minutes" }] });
    expect(told.said("node.removed")).toMatchObject([{ at: 1305, node: "sn00/n01" }]);
    expect(told.said("node.assigned")).toMatchObject([{ at: 1305, node: "sn00/n04" }]);
    expect(told.said("node.up")).toMatchObject([{ at: 2205, node: "sn00/n01" }]);
  });

  test("with a time of its own that strikes a job that is down takes its node out of use when it is found", () => {
    const told = story({
      recovery: { ...recovery, detect: { hang: "100 seconds" } },
      faults: [
        { kind: "job.crash", at: "95 seconds" },
        { ...hang, at: "150 seconds", duration: "30 minutes" },
      ],
    });
    expect(told.times("job.hung")).toEqual([]);
    expect(told.said("node.removed")).toMatchObject([{ at: 250, node: "sn00/n01" }]);
    expect(told.said("node.up")).toMatchObject([{ at: 1950, node: "sn00/n01" }]);
    expect(told.result.counts).toMatchObject({ interruptions: 1, faultsOnJob: 2 });
  });

  test("of two cards at once is found with the first, and both are cured", () => {
    const second = { ...hang, id: "second", target: "sn00/n02/c0", at: "1100 seconds" };
    const told = story({ recovery, faults: [hang, second] });
    expect(told.said("job.stopped")).toMatchObject([{ at: 1305, faultIds: ["hang", "second"] }]);
    expect(told.said("fault.ended")).toMatchObject([{ at: 1305 }, { at: 1305 }]);
    expect(told.result.counts).toMatchObject({ faultsOnJob: 2, interruptions: 1 });
  });

  test("of a spare hurts nobody", () => {
    const told = story({ recovery, faults: [{ ...hang, target: "sn00/n05/c0" }] });
    expect(told.ledger).toEqual({ productive: 3550, checkpoint: 50 });
  });

  test("is over early when another fault stops the job, which finds it as well", () => {
    const crash = { id: "crash", kind: "job.crash", at: "1105 seconds" };
    const told = story({ recovery, faults: [hang, crash] });
    expect(told.said("job.stopped")).toMatchObject([{ at: 1105, kind: "job.crash", faultIds: ["crash", "hang"] }]);
    expect(told.ledger).toMatchObject({ detecting: 100 + 10, restarting: 90, loading: 20 });
    expect(told.result.counts).toMatchObject({ faultsOnJob: 2, interruptions: 1 });
  });

  // The timeout is the collective's (3.7): the one that hangs after the restart began at 1225 s, not at 1005 s.
  test("that is still there after a restart takes a whole timeout again", () => {
    const crash = { kind: "job.crash", at: "1105 seconds" };
    const told = story({ recovery, faults: [{ ...hang, duration: "30 minutes" }, crash] });
    expect(told.times("job.hung")).toEqual([1005, 1225]);
    expect(told.times("job.stopped")).toEqual([1105, 1525]);
  });
});
